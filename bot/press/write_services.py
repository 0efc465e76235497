"""What the composition root is given of writing: messages, their changes, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.press.agreed import ListAgreed
from bot.press.desk import Desk
from bot.press.parts import WriteLocal, WriteVariant
from bot.press.remark import RemarkMessage
from bot.press.revise import ReviseMessage
from bot.press.show import ShowMessage
from bot.press.write import WriteMessage

SERVICES: Final[tuple[Callable[[Desk], Any], ...]] = (
    WriteMessage,
    ReviseMessage,
    WriteVariant,
    WriteLocal,
    RemarkMessage,
    ShowMessage,
    ListAgreed,
)
