"""Everything that duty tells by itself, for the composition root."""

from __future__ import annotations

from bot.clock import Clock
from bot.duty.facts import Duty
from bot.duty.gone import TellGone
from bot.duty.handover import OpenCases, SafeRoom, TellHandover
from bot.duty.rounds import Register
from bot.duty.stale import TellStale
from bot.duty.told import TellChanges
from bot.register.section import StaleAfter
from bot.work.timed import TimedDuty


def telling(
    register: Register,
    duty: Duty,
    clock: Clock,
    *,
    open_cases: OpenCases,
    safe: SafeRoom,
    stale_after: StaleAfter,
) -> tuple[TimedDuty, ...]:
    return (
        TellHandover(register, duty, clock, open_cases, safe),
        TellChanges(register, clock),
        TellStale(register, clock, stale_after),
        TellGone(register, clock),
    )
