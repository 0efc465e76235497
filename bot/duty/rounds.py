"""Rounds over the whole register: due by the clock, and at once when another register is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.duty.tables import DutyRound
from bot.register.section import Snapshot
from bot.register.state import mark_in_force
from bot.store.upsert import insert_new


class Register(Protocol):
    """The register in force."""

    async def current(self, session: AsyncSession) -> Snapshot: ...


async def next_round(session: AsyncSession, name: str, now: datetime, *, changes: bool) -> datetime | None:
    """When the round is due; with ``changes`` also at once when the register has changed since the last."""
    mark = await mark_in_force(session)
    if mark is None:
        return None
    query = select(DutyRound.mark, DutyRound.due_at).where(DutyRound.name == name)
    row = (await session.execute(query)).one_or_none()
    if row is None or (changes and row.mark != mark):
        return now
    due: datetime = row.due_at
    return due


async def held(session: AsyncSession, name: str) -> DutyRound | None:
    """The round's row, held until the transaction ends; None before the first round."""
    query = select(DutyRound).where(DutyRound.name == name).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def begun(session: AsyncSession, name: str, now: datetime) -> tuple[DutyRound, bool]:
    """The round's row, held, and whether this is the very first round."""
    row = {"name": name, "mark": None, "due_at": now}
    new = await insert_new(session, DutyRound, DutyRound.name, [row])
    found = await held(session, name)
    if found is None:
        raise LookupError(name)
    return found, bool(new)
