"""``!rykte`` and ``!fråga``: what they add to the table."""

from __future__ import annotations

from typing import Final

from bot.chat.declare import Group
from commands import press_question, press_rumour
from commands.press_talk_notices import NOTICES
from commands.press_talk_problems import PROBLEMS

GROUPS: Final[tuple[Group, ...]] = (
    Group(commands=(), notices=NOTICES, problems=PROBLEMS),
    press_rumour.GROUP,
    press_question.GROUP,
)
