"""Numbers that nobody has checked for a long time, told to operations every morning until they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import function_numbers
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.clock import Clock
from bot.duty.facts import units
from bot.duty.localtime import local, minute_of
from bot.duty.rounds import Register, begun, next_round
from bot.register.section import Snapshot, StaleAfter
from bot.work.timed import LatePolicy

_ROUND: Final = "stale"
_MORNING: Final = 8 * 60


@dataclass(frozen=True)
class Contact:
    name: str
    number: str
    days: int
    """Since somebody last made sure of it."""


def stale_contacts(snapshot: Snapshot, after: timedelta, today: date) -> tuple[Contact, ...]:
    """Units and functions whose number was last checked longer ago, the oldest first."""
    known = [
        *((unit.name, unit.phone or "", unit.verified_at) for unit in units(snapshot)),
        *((one.name, one.number, one.verified_at) for one in function_numbers(snapshot)),
    ]
    found = [Contact(name, number, (today - checked).days) for name, number, checked in known if checked]
    return tuple(sorted((one for one in found if one.days > after.days), key=lambda one: -one.days))


class TellStale:
    """At eight every morning one message, if there is anything to say; for mornings missed one in all."""

    name: str = "duty.stale"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, register: Register, clock: Clock, after: StaleAfter) -> None:
        self._register = register
        self._clock = clock
        self._after = after

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await next_round(session, _ROUND, self._clock.now(), changes=False)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row, first = await begun(session, _ROUND, now)
        if row.due_at > now:
            return None
        row.due_at = _morning_after(now)
        await session.flush()
        if first:
            return ()
        snapshot = await self._register.current(session)
        after = self._after(snapshot)
        found = stale_contacts(snapshot, after, local(now).date())
        if not found:
            return ()
        fields = {"contacts": found, "days": after.days}
        return [Notice("duty.stale", ToClass(RoomClass.DRIFT), fields, thread=False)]


def _morning_after(now: datetime) -> datetime:
    today = local(now).date()
    here = minute_of(today, _MORNING)
    return here if here > now else minute_of(today + timedelta(days=1), _MORNING)
