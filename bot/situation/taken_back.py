"""What a report that is taken back leaves unanswered: silence again, which is nothing to be read as calm."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.register.section import Snapshot
from bot.situation.entries import settings
from bot.situation.requests import touch_request
from bot.situation.round_open import next_reminder
from bot.situation.rounds import changed_roll, counting_round, round_actor
from bot.situation.tables import ReportRow, RequestActor, RequestRow, RoundRow
from bot.situation.values import ReportKind, ReportState


async def taken_back(session: AsyncSession, snapshot: Snapshot, row: ReportRow, now: datetime) -> None:
    """The actor has answered round and request with what is left of its reports, if anything is.

    To be called when the row is withdrawn and before the audit log is written. Whoever has not answered any
    more is missing, and is reminded as the others are.
    """
    found = await counting_round(session, exercise=row.exercise)
    await _request(session, row, now)
    if found is None:
        return
    mine = await round_actor(session, found.id, row.actor)
    left = await _left(session, row)
    if ReportKind.REPORT in left or mine.answer is None:
        return
    mine.answer = ReportKind.NOTHING if left else None
    if not left:
        mine.answered_at = None
        asked = mine.asked_at is not None
        mine.remind_at = next_reminder(settings(snapshot), found.closes_at, now) if asked else None
    changed_roll(found, now)
    await session.flush()


async def _left(session: AsyncSession, row: ReportRow) -> set[str]:
    """The kinds of what the actor has said since the last round closed, and stands by."""
    closed = await session.scalar(
        select(func.max(RoundRow.closed_at)).where(RoundRow.exercise == row.exercise)
    )
    wanted = select(ReportRow.kind).where(
        ReportRow.actor == row.actor,
        ReportRow.exercise == row.exercise,
        ReportRow.state == ReportState.CURRENT,
    )
    if closed is not None:
        wanted = wanted.where(ReportRow.reported_at > closed)
    return set(await session.scalars(wanted))


async def _request(session: AsyncSession, row: ReportRow, now: datetime) -> None:
    rows = select(RequestActor).where(RequestActor.report_id == row.id).with_for_update()
    for asked in await session.scalars(rows):
        request = await session.get_one(RequestRow, asked.request_id)
        asked.report_id = asked.answered_at = None
        asked.remind_at = request.due_at if now < request.due_at else None
        await touch_request(session, request.id, now)
