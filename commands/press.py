"""``!budskap``, ``!rykte`` and ``!fråga``: what their modules add to the table."""

from __future__ import annotations

from typing import Final

from bot.chat.declare import Follower, Group
from bot.press.desk import MESSAGE, PUBLICATION
from commands import press_list, press_plan, press_publish, press_sign
from commands.press_problems import PROBLEMS
from commands.press_talk import GROUPS as TALK_GROUPS
from commands.press_views import NOTICES
from commands.press_writing import GROUPS as WRITING_GROUPS

_SHARED: Final = Group(
    commands=(),
    notices=NOTICES,
    problems=PROBLEMS,
    followers=(
        Follower(
            MESSAGE,
            group="budskap",
            object_key="budskap",
            reactions={"✅": "signera", "☑": "signera", "✔": "signera"},
            otherwise="kommentera",
            answered="signera",
        ),
        Follower(PUBLICATION, group="budskap", object_key="budskap"),
    ),
    words={"budskap": ("message", "messages")},
    yielding=("budskap",),
)
"""What every verb of ``!budskap`` stands on."""

GROUPS: Final[tuple[Group, ...]] = (
    _SHARED,
    *WRITING_GROUPS,
    press_sign.GROUP,
    press_publish.GROUP,
    *TALK_GROUPS,
    press_plan.GROUP,
    press_list.GROUP,
)
