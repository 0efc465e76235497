"""Rounds over the whole register: due by the clock, and at once when another register is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import ScalarSelect, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.duty.tables import DutyRound
from bot.register.section import Snapshot
from bot.register.tables import THE_ONE, RegisterState
from bot.store.upsert import insert_new


class Register(Protocol):
    """The register in force."""

    async def current(self, session: AsyncSession) -> Snapshot: ...


async def next_round(
    session: AsyncSession,
    name: str,
    now: datetime,
    *,
    changes: bool,
    besides: ScalarSelect[datetime] | None = None,
) -> datetime | None:
    """When the round is due; with ``changes`` also at once when the register has changed since the last.

    ``besides``: the earliest of what falls due one by one. Asked every second, so it is one question.
    """
    query = (
        select(RegisterState.mark, DutyRound.mark, DutyRound.due_at, null() if besides is None else besides)
        .select_from(RegisterState)
        .outerjoin(DutyRound, DutyRound.name == name)
        .where(RegisterState.id == THE_ONE)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    in_force, seen, due, soonest = row
    if due is None or (changes and seen != in_force):
        return now
    return min(at for at in (due, soonest) if at is not None)


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
