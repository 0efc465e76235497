"""What publication adds to the services of this subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.press.again import TryAgain
from bot.press.correct import CorrectMessage
from bot.press.desk import Desk
from bot.press.publish_clock import DropStale, GiveUp, PrepareMessages, PublishMessages
from bot.press.retract import RetractMessage
from bot.press.settle import SettleDeliveries
from bot.press.show_channels import ShowChannels
from bot.work.timed import DeliveryListener, TimedDuty

SERVICES: Final[tuple[Callable[[Desk], Any], ...]] = (TryAgain, CorrectMessage, RetractMessage, ShowChannels)
DUTIES: Final[tuple[Callable[[Desk], TimedDuty], ...]] = (
    PrepareMessages,
    PublishMessages,
    DropStale,
    GiveUp,
)
LISTENERS: Final[tuple[Callable[[Desk], DeliveryListener], ...]] = (SettleDeliveries,)
