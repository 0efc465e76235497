"""What the writing of messages adds to the table."""

from __future__ import annotations

from typing import Final

from bot.chat.declare import Group
from commands import press_bank, press_parts, press_remark, press_show, press_write

GROUPS: Final[tuple[Group, ...]] = (
    press_write.GROUP,
    press_parts.GROUP,
    press_show.GROUP,
    press_remark.GROUP,
    press_bank.GROUP,
)
