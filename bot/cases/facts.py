"""What other subjects and commands may ask about cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.states import State
from bot.cases.tables import Case, CaseAlarm


@dataclass(frozen=True)
class OpenCase:
    """An open case as lists show it: nothing of it says anything about a person."""

    reference: str
    state: State
    raised_at: datetime
    since: datetime
    """When it came into that state."""
    exercise: bool


async def waiting(session: AsyncSession, user_id: str, units: frozenset[str]) -> Sequence[OpenCase]:
    """Open cases of one's own, and those that wait for the units one is on duty in."""
    alarmed = exists().where(CaseAlarm.case_id == Case.id, CaseAlarm.unit.in_(sorted(units)))
    concerned = or_(Case.raiser == user_id, Case.taken_by == user_id, alarmed & Case.unit.in_(sorted(units)))
    found = await session.scalars(select(Case).where(Case.is_open.is_(True), concerned).order_by(Case.id))
    return [_open(case) for case in found]


async def open_in(session: AsyncSession, unit: str) -> Sequence[OpenCase]:
    """The open cases that a unit is alarmed for or has, the oldest first."""
    query = select(Case).where(Case.is_open.is_(True), Case.unit == unit).order_by(Case.id)
    return [_open(case) for case in await session.scalars(query)]


def _open(case: Case) -> OpenCase:
    state = State(case.state)
    came = {
        State.ALARMED: case.alarmed_at,
        State.SEEN: case.seen_at,
        State.TAKEN: case.taken_at,
        State.IN_CONTACT: case.contact_at,
    }
    since = came.get(state) or case.raised_at
    return OpenCase(case.reference, state, case.raised_at, since, case.exercise)
