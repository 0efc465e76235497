"""Every service of this subject, for the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.duty.desk import DutyDesk
from bot.duty.swap import SwapDuty
from bot.duty.take import TakeDuty
from bot.duty.take_back import UndoChange


def duty_services(desk: DutyDesk) -> Mapping[type, Any]:
    """What the executors and converters ask for by type."""
    return {DutyDesk: desk, **{kind: kind(desk) for kind in (SwapDuty, TakeDuty, UndoChange)}}
