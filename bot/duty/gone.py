"""Telling the operations room of changes of duty that count no longer, because their person is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.clock import Clock
from bot.duty.entries import OverrideEntry
from bot.duty.facts import counts, unit
from bot.duty.overrides import DutyOverride, locked
from bot.duty.rounds import Register
from bot.work.timed import LatePolicy


class TellGone:
    """Each such change is told once, at the first look after the register was changed."""

    name: str = "duty.gone"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, register: Register, clock: Clock) -> None:
        self._register = register
        self._clock = clock

    async def next_due(self, session: AsyncSession) -> datetime | None:
        found = await self._first(session, self._clock.now())
        return found.made_at if found is not None else None

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        found = await self._first(session, now)
        row = await locked(session, found.id) if found is not None else None
        if row is None:
            return None
        if row.told_at is not None:
            return ()
        row.told_at = now
        await session.flush()
        here = unit(await self._register.current(session), row.unit)
        fields = {"number": row.id, "unit": here.name if here else row.unit, "person": row.person}
        return [Notice("duty.swap_gone", ToClass(RoomClass.DRIFT), fields, thread=False)]

    async def _first(self, session: AsyncSession, now: datetime) -> DutyOverride | None:
        # Asked every second: those that have ended are kept for months, and are nobody's concern.
        waiting = select(DutyOverride).where(
            DutyOverride.ends_at > now, DutyOverride.told_at.is_(None), DutyOverride.undone_at.is_(None)
        )
        rows = (await session.scalars(waiting.order_by(DutyOverride.id))).all()
        if not rows:
            return None
        snapshot = await self._register.current(session)
        known = snapshot.of(OverrideEntry)
        return next(
            (row for row in rows if (one := known.get(str(row.id))) and not counts(snapshot, one)), None
        )
