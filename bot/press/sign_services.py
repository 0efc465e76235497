"""What the composition root takes of signing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.press.approve import ApproveMessage, WithdrawApproval
from bot.press.circulate import CirculateMessage
from bot.press.desk import Desk
from bot.press.how_to_sign import HowToSign
from bot.press.reject import RejectMessage
from bot.press.sign_clock import RemindSigners, WatchApprovals
from bot.press.stand_in import ListStandIns, NameStandIn
from bot.work.timed import TimedDuty

SERVICES: Final[tuple[Callable[[Desk], Any], ...]] = (
    CirculateMessage,
    ApproveMessage,
    WithdrawApproval,
    RejectMessage,
    HowToSign,
    NameStandIn,
    ListStandIns,
)
DUTIES: Final[tuple[Callable[[Desk], TimedDuty], ...]] = (RemindSigners, WatchApprovals)
