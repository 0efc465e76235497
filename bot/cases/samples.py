"""What of a case is measured, taken from its time line: the same for statistics and for what is counted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.states import State, Verb
from bot.cases.tables import Case, CaseAlarm, CaseEvent

_PORTION: Final = 2_000


@dataclass(frozen=True)
class Sample:
    """``unit`` was alarmed first. Seconds are counted from raised, to the first who took and the first call.

    A case that was handed over or alarmed again after that keeps its first times.
    """

    unit: str | None
    urgency: str
    raised_at: datetime
    taken: float | None
    contact: float | None
    escalated: bool
    at_end: bool
    withdrawn: bool


async def samples(session: AsyncSession, cases: Sequence[int]) -> list[Sample]:
    """Of these cases, exercises left out."""
    rows = await session.execute(_query().where(Case.id.in_(cases)))
    return [_sample(row) for row in rows]


async def since(session: AsyncSession, start: datetime) -> AsyncIterator[list[Sample]]:
    """Of every case raised since, in portions, so that others have their turn between them."""
    last = 0
    while True:
        # Which cases first, by an index alone: then the time line of these is read, and of no others.
        wanted = (
            select(Case.id)
            .where(Case.id > last, Case.raised_at >= start, Case.exercise.is_(False))
            .order_by(Case.id)
            .limit(_PORTION)
        )
        ids = (await session.scalars(wanted)).all()
        if not ids:
            return
        rows = await session.execute(_query().where(Case.id >= ids[0], Case.id <= ids[-1]))
        yield [_sample(row) for row in rows if row.raised_at >= start]
        last = ids[-1]


def _query() -> Select[Any]:
    return (
        select(
            Case.urgency,
            Case.raised_at,
            Case.state,
            func.max(case((CaseEvent.verb == "raise", CaseEvent.unit))).label("unit"),
            _first(Verb.TAKE).label("taken_at"),
            _first(Verb.CONTACT).label("contact_at"),
            func.max(case((CaseEvent.verb.in_((Verb.ESCALATE, Verb.LAPSE)), 1), else_=0)).label("escalated"),
            exists().where(CaseAlarm.case_id == Case.id, CaseAlarm.unit.is_(None)).label("at_end"),
        )
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(Case.exercise.is_(False))
        .group_by(Case.id)
    )


def _first(verb: Verb) -> ColumnElement[Any]:
    return func.min(case((CaseEvent.verb == verb, CaseEvent.at)))


def _sample(row: Any) -> Sample:
    return Sample(
        unit=row.unit,
        urgency=row.urgency,
        raised_at=row.raised_at,
        taken=_seconds(row.raised_at, row.taken_at),
        contact=_seconds(row.raised_at, row.contact_at),
        escalated=bool(row.escalated),
        at_end=bool(row.at_end),
        withdrawn=row.state == State.WITHDRAWN,
    )


def _seconds(start: datetime, end: datetime | None) -> float | None:
    # A clock that was set back must not make a time that is less than nothing.
    return None if end is None else max(0.0, (end - start).total_seconds())
