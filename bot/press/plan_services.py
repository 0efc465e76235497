"""What the composition root is given of planning: when a message goes out, and that it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.press.desk import Desk
from bot.press.listing import ListMessages, ListPlanned
from bot.press.pause import PauseAll, PauseMessage
from bot.press.plan_clock import NotSent
from bot.press.preflight import TellTrials, TryChannels
from bot.press.release_pause import ReleasePause
from bot.press.schedule import ScheduleMessage
from bot.press.stop import StopMessage
from bot.work.timed import TimedDuty

SERVICES: Final[tuple[Callable[[Desk], Any], ...]] = (
    ScheduleMessage,
    StopMessage,
    PauseMessage,
    PauseAll,
    ReleasePause,
    ListMessages,
    ListPlanned,
)
DUTIES: Final[tuple[Callable[[Desk], TimedDuty], ...]] = (TryChannels, TellTrials, NotSent)
