"""What of a case is measured, taken from its time line: the same for statistics and for what is counted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, case, exists, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.states import Verb
from bot.cases.tables import Case, CaseAlarm, CaseEvent
from bot.store.spans import epoch, seconds_between

_PORTION: Final = 500
"""Few milliseconds, after which others have their turn."""
_HOUR: Final = 3600


class Sample(NamedTuple):
    """``unit`` was alarmed first. Seconds are counted from raised, to the first who took and the first call.

    A case that was handed over or alarmed again after that keeps its first times. ``raised_in``: the hour of
    it, in hours since 1970. Plain values, for there may be very many.
    """

    unit: str | None
    urgency: str
    raised_in: int
    taken: float | None
    contact: float | None
    escalated: bool
    at_end: bool
    withdrawn: bool


def hour(raised_in: int) -> datetime:
    """The beginning of the hour."""
    return datetime.fromtimestamp(raised_in * _HOUR, UTC)


async def samples(session: AsyncSession, cases: Sequence[int]) -> list[Sample]:
    """Of these cases, exercises left out."""
    return [_sample(row) for row in await session.execute(_query().where(Case.id.in_(cases)))]


async def since(session: AsyncSession, start: datetime) -> AsyncIterator[list[Sample]]:
    """Of every case raised since, in portions."""
    place = tuple_(Case.raised_at, Case.id)
    page = (
        select(Case.raised_at, Case.id)
        .where(Case.raised_at >= start)
        .order_by(Case.raised_at, Case.id)
        .limit(_PORTION)
    )
    found = (await session.execute(page)).all()
    while found:
        yield await samples(session, [one.id for one in found])
        last = tuple_(found[-1].raised_at, found[-1].id)
        found = (await session.execute(page.where(place > last))).all()


def _query() -> Select[Any]:
    # From the time line: what stands behind the sealed columns of a case is slow to come by.
    raised = _first("raise")
    columns: list[ColumnElement[Any]] = [
        func.max(case((CaseEvent.verb == "raise", CaseEvent.unit))),
        Case.urgency.expression,
        epoch(raised),
        seconds_between(raised, _first(Verb.TAKE)),
        seconds_between(raised, _first(Verb.CONTACT)),
        _any(Verb.ESCALATE, Verb.LAPSE),
        exists().where(CaseAlarm.case_id == Case.id, CaseAlarm.unit.is_(None)),
        _any(Verb.WITHDRAW),
    ]
    timed = select(*columns).join(CaseEvent, CaseEvent.case_id == Case.id)
    return timed.where(Case.exercise.is_(False)).group_by(Case.id)


def _first(verb: str) -> ColumnElement[Any]:
    return func.min(case((CaseEvent.verb == verb, CaseEvent.at)))


def _any(*verbs: str) -> ColumnElement[int]:
    return func.max(case((CaseEvent.verb.in_(verbs), 1), else_=0))


def _sample(row: Any) -> Sample:
    unit, urgency, raised, taken, contact, escalated, at_end, withdrawn = row
    # A clock that was set back must not make a time that is less than nothing.
    taken = None if taken is None else max(0.0, taken)
    contact = None if contact is None else max(0.0, contact)
    return Sample(
        unit, urgency, raised // _HOUR, taken, contact, bool(escalated), bool(at_end), bool(withdrawn)
    )
