"""Whether every open case progresses: asked of the rows themselves, with nothing of the escalation's code."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey, String, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.tables import Case, CaseAlarm
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.store.base import Base
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxRow, OutboxState, Priority
from bot.store.types import UtcDateTime

GRACE: Final = timedelta(minutes=1)
"""For what is done at its time and takes a moment."""
UNSENT: Final = timedelta(minutes=2)
EACH: Final = 10
_DRIFT: Final = ToClass(RoomClass.DRIFT)


class Why(StrEnum):
    """NO_CLOCK: nothing will ever happen. OVERDUE: it should have. TOO_FAR: it will, much too late.

    UNSENT: the message that calls somebody lies in the outbox.
    """

    NO_CLOCK = "no_clock"
    OVERDUE = "overdue"
    TOO_FAR = "too_far"
    UNSENT = "unsent"


class CaseStandstill(Base):
    """A case of which the operations room was told that it stands still."""

    __tablename__ = "case_standstill"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("case.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    why: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Still:
    """A case that stands still; nothing else of it is said."""

    case_id: int
    reference: str
    why: Why


async def standing_still(session: AsyncSession, now: datetime) -> list[Still]:
    """Every case that has not ended and of which nobody can say what moves it next."""
    unsent = await _unsent(session, now)
    rows = await session.execute(
        select(
            Case.id,
            Case.reference,
            Case.due_at,
            Case.contact_at,
            Case.alarm,
            func.max(CaseAlarm.not_before).label("not_before"),
            # Of all its alarms: whoever was passed over may take it after all, with the time they had.
            func.max(CaseAlarm.step_seconds).label("step"),
            func.max(CaseAlarm.contact_seconds).label("contact"),
            func.max(CaseAlarm.pause_seconds).label("pause"),
        )
        .outerjoin(CaseAlarm, CaseAlarm.case_id == Case.id)
        # By its end and not by the mark of being open, which whoever forgot the clock may have forgotten too.
        .where(Case.ended_at.is_(None))
        .group_by(Case.id)
        .order_by(Case.id)
    )
    found = []
    for row in rows:
        why = _why(row, now)
        if why is None and row.contact_at is None and (row.reference, f"alarm.{row.alarm}") in unsent:
            why = Why.UNSENT
        if why is not None:
            found.append(Still(row.id, row.reference, why))
    return found


def _why(row: Any, now: datetime) -> Why | None:
    if row.due_at is None:
        return None if row.contact_at is not None else Why.NO_CLOCK
    if row.due_at < now - GRACE:
        return Why.OVERDUE
    if row.step is None:
        return Why.NO_CLOCK
    # No step, pause or reminder takes longer than an alarm was given; more is a clock that was set back.
    longest = max(row.step, row.contact, row.pause)
    start = max(now, row.not_before) if row.not_before else now
    return Why.TOO_FAR if row.due_at > start + timedelta(seconds=longest) + GRACE else None


async def _unsent(session: AsyncSession, now: datetime) -> Collection[tuple[str, str]]:
    """The alarms whose messages have waited too long, by the outbox's own word."""
    rows = await session.execute(
        select(EventRef.object_id, EventRef.purpose)
        .join(OutboxRow, OutboxRow.id == EventRef.outbox_id)
        .where(
            OutboxRow.state == OutboxState.QUEUED,
            OutboxRow.created_at < now - UNSENT,
            EventRef.subject == "case",
            EventRef.purpose.startswith("alarm."),
        )
    )
    return {(reference, purpose) for reference, purpose in rows}


async def report(session: AsyncSession, found: Sequence[Still], now: datetime) -> list[Notice]:
    """What the operations room has not been told yet: what stands still, and what moves again."""
    known = {row.case_id for row in await session.scalars(select(CaseStandstill).with_for_update())}
    new = [one for one in found if one.case_id not in known]
    session.add_all(CaseStandstill(case_id=one.case_id, why=one.why, at=now) for one in new)
    again = known - {one.case_id for one in found}
    moved = (await session.scalars(select(Case.reference).where(Case.id.in_(again)).order_by(Case.id))).all()
    await session.execute(delete(CaseStandstill).where(CaseStandstill.case_id.in_(again)))
    return [*_stand(new), *_move(moved)]


def _stand(new: Sequence[Still]) -> list[Notice]:
    """One message for each; when everything stands still, one for all."""
    if len(new) > EACH:
        return [_notice("drift.cases_stand", number=len(new), references=[s.reference for s in new[:EACH]])]
    return [_notice("drift.case_stands", reference=one.reference, why=one.why) for one in new]


def _move(moved: Sequence[str]) -> list[Notice]:
    if len(moved) > EACH:
        return [_notice("drift.cases_move", number=len(moved))]
    return [_notice("drift.case_moves", reference=reference) for reference in moved]


def _notice(kind: str, **fields: object) -> Notice:
    return Notice(kind, _DRIFT, fields, thread=False, priority=Priority.CASE)
