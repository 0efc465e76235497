"""Help contacts that nobody has checked for too long: told to operations, once for each change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.guidance.desk import Desk
from bot.guidance.entries import settings
from bot.guidance.help_faults import old_contacts
from bot.guidance.tables import GuideRound
from bot.register.tables import THE_ONE, RegisterState, RegisterVersion
from bot.store.upsert import insert_new
from bot.work.timed import LatePolicy

_ROUND: Final = "contacts"
_MORNING: Final = time(8)


class ContactAges:
    """Looks every morning at eight, and when another register is in force; mornings missed are one."""

    name: str = "guidance.contacts"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        query = (
            select(RegisterVersion.applied_at, RegisterState.version, GuideRound.version, GuideRound.due_at)
            .select_from(RegisterState)
            .join(RegisterVersion, RegisterVersion.version == RegisterState.version)
            .outerjoin(GuideRound, GuideRound.name == _ROUND)
            .where(RegisterState.id == THE_ONE)
        )
        row = (await session.execute(query)).one_or_none()
        if row is None:
            return None
        since, in_force, seen, due = row
        return since if due is None or seen != in_force else due

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        snapshot = await self._desk.snapshot(session)
        first = {"name": _ROUND, "due_at": now, "version": -1, "told": ""}
        await insert_new(session, GuideRound, GuideRound.name, [first])
        held = select(GuideRound).where(GuideRound.name == _ROUND).with_for_update()
        row = (await session.scalars(held.execution_options(populate_existing=True))).one()
        if row.due_at > now and row.version == snapshot.version:
            return None
        row.due_at, row.version = self._morning_after(now), snapshot.version
        today = now.astimezone(self._desk.zone).date()
        found = old_contacts(snapshot, today, self._desk.stale_after(snapshot))
        told = _digest([f"{one.unit} {one.id}" for one in found])
        before, row.told = row.told, told
        await session.flush()
        if not found or told == before:
            return ()
        fields = {"contacts": found, "days": settings(snapshot).contact_age.days}
        return [Notice("guide.old_contacts", ToClass(RoomClass.DRIFT), fields, thread=False)]

    def _morning_after(self, now: datetime) -> datetime:
        here = now.astimezone(self._desk.zone)
        day = here.date() if here.time() < _MORNING else here.date() + timedelta(days=1)
        return datetime.combine(day, _MORNING, self._desk.zone).astimezone(UTC)


def _digest(names: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest() if names else ""
