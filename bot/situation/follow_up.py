"""Following a request up: reminders at half of the time and at its end, and a list of the answers in ROC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, ToClass
from bot.register.section import Snapshot
from bot.situation.asked import contact
from bot.situation.desk import REQUEST, ROLL, Desk
from bot.situation.names import names, short_name
from bot.situation.request_actors import RequestAsk
from bot.situation.roll import status_in_roc
from bot.situation.tables import ReportRow, RequestActor, RequestRow
from bot.store.outbox import Priority
from bot.store.shift import earlier
from bot.work.timed import LatePolicy

_MANY: Final = 50


@dataclass(frozen=True)
class RequestAnswer:
    """``report``: the reference of the report that answers; None when there was nothing to report."""

    actor: str
    at: datetime
    late: bool
    report: str | None


@dataclass(frozen=True)
class RequestRoll:
    """How a request stands; actors by name. ``missing`` were asked, of ``unreached`` nobody could be."""

    reference: str
    words: str
    due_at: datetime
    over: bool
    exercise: bool
    answers: tuple[RequestAnswer, ...]
    missing: tuple[str, ...]
    unreached: tuple[str, ...]


class FollowRequests:
    name: str = "situation.requests"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        remind = await session.scalar(select(func.min(RequestActor.remind_at)))
        roll = await session.scalar(select(func.min(RequestRow.roll_at)))
        return min((at for at in (remind, roll) if at is not None), default=None)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        due = select(RequestActor).where(RequestActor.remind_at <= now).order_by(RequestActor.id)
        rows = (await session.scalars(due.limit(_MANY).with_for_update(skip_locked=True))).all()
        if rows:
            return await self._remind(session, rows, now)
        changed = select(RequestRow).where(RequestRow.roll_at <= now).order_by(RequestRow.roll_at).limit(1)
        row = await session.scalar(changed.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.roll_at = row.due_at if now < row.due_at else None
        await session.flush()
        snapshot = await self._desk.snapshot(session)
        roll = await request_roll(session, snapshot, row, now)
        return status_in_roc(snapshot, "picture.request_roll", row.reference, roll)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:
        near = RequestRow.roll_at < RequestRow.due_at
        await earlier(session, RequestRow.id, RequestRow.roll_at, by, RequestRow.roll_at > now, near)

    async def _remind(
        self, session: AsyncSession, rows: Sequence[RequestActor], now: datetime
    ) -> list[Notice]:
        snapshot = await self._desk.snapshot(session)
        notices: list[Notice] = []
        late: dict[int, RequestRow] = {}
        for row in rows:
            request = await session.get_one(RequestRow, row.request_id)
            over = request.due_at <= now
            row.remind_at = None if over or row.answered_at is not None else request.due_at
            if row.answered_at is not None:
                continue
            row.reminders += 1
            where = await contact(session, self._desk, snapshot, row.actor, stand_ins=True)
            name = names(snapshot).actor(row.actor)
            ask = RequestAsk(request.reference, name, request.words, request.due_at, request.exercise)
            about = About(REQUEST, request.reference, "remind")
            notices += where.notices("picture.request_remind", about, {"ask": ask, "over": over})
            if over:
                late[request.id] = request
        await session.flush()
        for request in late.values():
            roll = await request_roll(session, snapshot, request, now)
            notices.append(_told_late(request, roll))
        return notices


def _told_late(request: RequestRow, roll: RequestRoll) -> Notice:
    """Whoever asked is called, once, when answers are missing at the end of the time."""
    return Notice(
        "picture.request_late",
        ToClass(RoomClass.ROC),
        {"roll": roll},
        About(ROLL, request.reference, "late"),
        mention=(request.by,),
        priority=Priority.PICTURE,
        dedupe_key=f"late {request.reference}",
    )


async def request_roll(
    session: AsyncSession, snapshot: Snapshot, request: RequestRow, now: datetime
) -> RequestRoll:
    rows = (
        await session.execute(
            select(RequestActor, ReportRow.reference)
            .outerjoin(ReportRow, ReportRow.id == RequestActor.report_id)
            .where(RequestActor.request_id == request.id)
            .order_by(RequestActor.id)
        )
    ).all()
    return RequestRoll(
        reference=request.reference,
        words=request.words,
        due_at=request.due_at,
        over=request.due_at <= now,
        exercise=request.exercise,
        answers=tuple(
            RequestAnswer(
                short_name(snapshot, row.actor), row.answered_at, row.answered_at > request.due_at, report
            )
            for row, report in rows
            if row.answered_at is not None
        ),
        missing=tuple(
            short_name(snapshot, row.actor)
            for row, _ in rows
            if row.answered_at is None and row.asked_at is not None
        ),
        unreached=tuple(
            short_name(snapshot, row.actor)
            for row, _ in rows
            if row.answered_at is None and row.asked_at is None
        ),
    )
