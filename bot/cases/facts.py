"""What other subjects and commands may ask about cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.states import OPEN, State
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


async def case_numbers(session: AsyncSession, since: datetime | None) -> tuple[Mapping[str, int], int]:
    """How many cases are open in each state, exercises left out, and how many were raised since then.

    Every state of an open case is there, with 0 where there is none: that a state is missing would say so.
    The legs of a case that two units have to take are one raised case, and are open each in its own state.
    Without ``since`` nothing was raised.
    """
    real = Case.exercise.is_(False)
    found = await session.execute(
        select(Case.state, func.count()).where(Case.is_open.is_(True), real).group_by(Case.state)
    )
    by_state = {state.value: 0 for state in OPEN} | {row[0]: row[1] for row in found}
    if since is None:
        return by_state, 0
    first_leg = or_(Case.partner_id.is_(None), Case.partner_id > Case.id)
    raised = select(func.count()).select_from(Case).where(Case.raised_at > since, real, first_leg)
    return by_state, await session.scalar(raised) or 0


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
