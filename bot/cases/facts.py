"""What other subjects and commands may ask about cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.chain import from_json
from bot.cases.entries import Urgency
from bot.cases.find import SUBJECT, meant
from bot.cases.folder import Desk, open_folder, read_folder
from bot.cases.routing import Route
from bot.cases.standing import Standing, standing
from bot.cases.states import State
from bot.cases.tables import Case, CaseAlarm
from bot.chat.declare import Call

__all__ = [
    "SUBJECT",
    "Desk",
    "OpenCase",
    "Standing",
    "chain_of",
    "meant",
    "open_cases",
    "open_folder",
    "read_folder",
    "standing_in",
    "waiting",
]


@dataclass(frozen=True)
class OpenCase:
    """An open case as lists show it: nothing of it says anything about a person."""

    reference: str
    state: State
    urgency: Urgency
    unit: str | None
    raised_at: datetime
    due_at: datetime | None
    mine: bool = False
    """Raised or taken by the one who asks."""


async def chain_of(session: AsyncSession, reference: str) -> Route | None:
    """The chain as it was frozen when the case was raised; None when there is no such case, or no more."""
    kept = await session.scalar(select(Case.chain).where(Case.reference == reference))
    return from_json(kept).route if kept else None


async def standing_in(call: Call, desk: Desk, reference: str) -> Standing:
    """What the caller is to a case; nothing at all when there is no such case."""
    folder = await read_folder(call.session, desk, reference)
    return standing(folder, call.caller, call.place.owner) if folder else Standing()


async def open_cases(session: AsyncSession, unit: str) -> Sequence[OpenCase]:
    """Those that the unit has or is alarmed for, oldest first: what a shift hands over."""
    found = await session.scalars(
        select(Case).where(Case.is_open.is_(True), Case.unit == unit).order_by(Case.id)
    )
    return [_open(case, None) for case in found]


async def waiting(session: AsyncSession, user_id: str, units: frozenset[str]) -> Sequence[OpenCase]:
    """Open cases of one's own, and those that wait for the units one is on duty in."""
    alarmed = exists().where(CaseAlarm.case_id == Case.id, CaseAlarm.unit.in_(sorted(units)))
    concerned = or_(Case.raiser == user_id, Case.taken_by == user_id, alarmed & Case.unit.in_(sorted(units)))
    found = await session.scalars(select(Case).where(Case.is_open.is_(True), concerned).order_by(Case.id))
    return [_open(case, user_id) for case in found]


def _open(case: Case, user_id: str | None) -> OpenCase:
    return OpenCase(
        case.reference,
        State(case.state),
        Urgency(case.urgency),
        case.unit,
        case.raised_at,
        case.due_at,
        mine=user_id is not None and user_id in {case.raiser, case.taken_by},
    )
