"""``!budskap``, ``!rykte`` and ``!fråga``: what their modules add to the table."""

from __future__ import annotations

from typing import Final

from bot.chat.declare import Group
from commands.press_problems import PROBLEMS

GROUPS: Final[tuple[Group, ...]] = (Group(commands=(), problems=PROBLEMS, yielding=("budskap",)),)
