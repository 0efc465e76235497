"""Planning the coming rounds: a few days ahead, by the register and the mode in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.register.section import Snapshot
from bot.register.state import mark_in_force
from bot.register.tables import THE_ONE, RegisterState
from bot.situation.cadence import Posting, postings
from bot.situation.desk import Desk
from bot.situation.entries import PictureEntry, has_rounds, settings
from bot.situation.mode import mode_now
from bot.situation.numbers import round_reference
from bot.situation.tables import RoundPlan, RoundRow
from bot.situation.values import Mode, RoundState
from bot.store.upsert import insert_new
from bot.work.timed import LatePolicy

AHEAD: Final = timedelta(days=3)
_BACK: Final = timedelta(days=14)
"""Of a longer absence the postings of these days are named as missed, and not those of months or years."""
_AGAIN: Final = timedelta(hours=6)
_AT_ONCE: Final = datetime(2000, 1, 1, tzinfo=UTC)


class PlanRounds:
    """Plans anew some times a day, and at once when another register is in force."""

    name: str = "situation.plan"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        query = (
            select(RegisterState.mark, RoundPlan.mark, RoundPlan.due_at)
            .select_from(RegisterState)
            .outerjoin(RoundPlan, RoundPlan.id == THE_ONE)
            .where(RegisterState.id == THE_ONE)
        )
        row = (await session.execute(query)).one_or_none()
        if row is None:
            return None
        in_force, seen, due = row
        return due if seen == in_force and due is not None else _AT_ONCE

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        mark = await mark_in_force(session)
        if mark is None:
            return None
        plan = await _held(session, now)
        if plan.mark == mark and plan.due_at > now:
            return None
        await replan(session, await self._desk.snapshot(session), self._desk.zone, now)
        plan.mark, plan.due_at = mark, now + _AGAIN
        await session.flush()
        return ()


async def replan(session: AsyncSession, snapshot: Snapshot, zone: ZoneInfo, now: datetime) -> None:
    """Let the planned rounds be those of the cadence in force.

    What has not opened and is no longer in the cadence is dropped, what is new in it is planned; a round
    that is open goes on. What fell due since the last one that is known is planned too, for two weeks back,
    so that no posting is passed over while the bot is away. Call it before the audit log is written, as
    others hold them so.
    """
    await _held(session, now)
    plan = _Plan(settings(snapshot), (await mode_now(session)).mode, zone, now)
    last = await session.scalar(
        select(func.max(RoundRow.due_at)).where(~RoundRow.exercise, RoundRow.state != RoundState.DROPPED)
    )
    start = max(min(now, last), now - _BACK) if last is not None else now
    wanted = plan.since(start) if has_rounds(snapshot) else {}
    planned = select(RoundRow).where(
        ~RoundRow.exercise, RoundRow.state == RoundState.PLANNED, RoundRow.due_at > now
    )
    for row in await session.scalars(planned.order_by(RoundRow.id).with_for_update()):
        if row.wall in wanted:
            plan.put(row, wanted[row.wall])
        else:
            row.state = RoundState.DROPPED
    await session.flush()
    there = select(RoundRow).where(~RoundRow.exercise, RoundRow.wall.in_(wanted))
    known = {row.wall: row for row in await session.scalars(there)}
    for one in wanted.values():
        if one.wall not in known:
            reference = await round_reference(session, datetime.fromisoformat(one.wall))
            session.add(plan.put(RoundRow(reference=reference, wall=one.wall, exercise=False), one))
        elif known[one.wall].state == RoundState.DROPPED:
            plan.put(known[one.wall], one)
    await session.flush()


@dataclass(frozen=True)
class _Plan:
    entry: PictureEntry
    mode: Mode
    zone: ZoneInfo
    now: datetime

    def since(self, start: datetime) -> dict[str, Posting]:
        """The postings from then on, some days ahead, by their local times."""
        days = (self.now - start + AHEAD).days
        return {one.wall: one for one in postings(self.entry, self.mode, start, self.zone, days)}

    def put(self, row: RoundRow, found: Posting) -> RoundRow:
        standing = row.closes_at if row.state == RoundState.PLANNED and row.due_at == found.at else None
        row.state, row.due_at = RoundState.PLANNED, found.at
        row.zone, row.mode = self.zone.key, self.mode.value
        row.opens_at, closes = times(self.entry, found.at, self.now)
        # one whose time to report passed before it opened is not given another by being looked at again
        row.closes_at = standing if standing and found.at - self.entry.close <= self.now else closes
        return row


def times(entry: PictureEntry, due: datetime, now: datetime) -> tuple[datetime, datetime]:
    """When a round opens and when reports are due; for one that comes so soon, half of the time left."""
    closes = due - entry.close
    if closes <= now < due:
        closes = now + (due - now) / 2
    return due - entry.request, closes


async def _held(session: AsyncSession, now: datetime) -> RoundPlan:
    """The plan's row, held until the transaction ends: one process plans at a time."""
    await insert_new(session, RoundPlan, RoundPlan.id, [{"id": THE_ONE, "mark": "", "due_at": now}])
    held = select(RoundPlan).where(RoundPlan.id == THE_ONE).with_for_update()
    return (await session.scalars(held.execution_options(populate_existing=True))).one()
