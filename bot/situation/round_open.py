"""Opening a round: every actor that is asked hears what is wanted, by when, and what it has open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import About, Notice
from bot.register.section import Snapshot
from bot.situation.asked import contact, expected_actors
from bot.situation.desk import ROUND, Desk
from bot.situation.entries import PictureEntry, settings
from bot.situation.names import names
from bot.situation.reading import reports_between
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import Mode, Report, ReportKind, RoundState
from bot.store.upsert import insert_new
from bot.work.timed import LatePolicy

_LATE: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Ask:
    """What an actor is asked in a round; ``actor`` by name.

    ``late``: it is asked later than the register says, so that the time is short. ``answer`` is what it
    has reported since the last round closed. ``open`` is what is carried forward, newest first.
    """

    reference: str
    actor: str
    due_at: datetime
    closes_at: datetime
    mode: Mode
    exercise: bool
    late: bool
    answer: ReportKind | None
    answered_at: datetime | None
    open: tuple[Report, ...]


class OpenRounds:
    """Opens what is due, one round at a time.

    A round whose time to open passed while the bot was away opens late; once reports are due nobody is
    asked any more, and the round still opens, so that it is closed and posted.
    """

    name: str = "situation.open"
    late: LatePolicy = LatePolicy.MARKED_LATE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        found: datetime | None = await session.scalar(
            select(func.min(RoundRow.opens_at)).where(RoundRow.state == RoundState.PLANNED)
        )
        return found

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        due = select(RoundRow).where(RoundRow.state == RoundState.PLANNED, RoundRow.opens_at <= now)
        first = due.order_by(RoundRow.due_at, RoundRow.id).limit(1).with_for_update(skip_locked=True)
        found = await session.scalar(first.execution_options(populate_existing=True))
        if found is None:
            return None
        snapshot = await self._desk.snapshot(session)
        found.state, found.opened_at = RoundState.OPEN, now
        # a round that should have been posted already is told of by its posting
        found.roll_at = now if now < found.due_at else None
        rows = await self._expected(session, snapshot, found)
        if now >= found.closes_at:
            await session.flush()
            return ()
        return await self._ask(session, snapshot, found, rows, now)

    async def _expected(
        self, session: AsyncSession, snapshot: Snapshot, found: RoundRow
    ) -> Sequence[RoundActor]:
        if not found.exercise:
            await expect(session, found.id, expected_actors(snapshot))
        wanted = select(RoundActor).where(RoundActor.round_id == found.id, RoundActor.expected)
        return (await session.scalars(wanted.order_by(RoundActor.id))).all()

    async def _ask(
        self,
        session: AsyncSession,
        snapshot: Snapshot,
        found: RoundRow,
        rows: Iterable[RoundActor],
        now: datetime,
    ) -> list[Notice]:
        entry, known = settings(snapshot), names(snapshot)
        carried = await _open_reports(session, entry, now, exercise=found.exercise)
        notices: list[Notice] = []
        for row in rows:
            where = await contact(session, self._desk, snapshot, row.actor)
            if not where:
                continue
            row.asked_at = now
            row.remind_at = None if row.answer else next_reminder(entry, found.closes_at, now)
            ask = Ask(
                reference=found.reference,
                actor=known.actor(row.actor),
                due_at=found.due_at,
                closes_at=found.closes_at,
                mode=Mode(found.mode),
                exercise=found.exercise,
                late=now - found.opens_at > _LATE,
                answer=ReportKind(row.answer) if row.answer else None,
                answered_at=row.answered_at,
                open=tuple(carried.get(row.actor, ())),
            )
            about, once = About(ROUND, found.reference, "ask"), f"ask {found.reference} {row.actor}"
            notices += where.notices("picture.ask", about, {"ask": ask}, once=once)
        await session.flush()
        return notices


async def expect(session: AsyncSession, round_id: int, actors: Collection[str]) -> None:
    """Let these count as missing when silent; what some of them have reported already is kept."""
    rows = [{"round_id": round_id, "actor": one, "expected": True, "reminders": 0} for one in actors]
    await insert_new(session, RoundActor, RoundActor.id, rows)
    there = update(RoundActor).where(RoundActor.round_id == round_id, RoundActor.actor.in_(actors))
    await session.execute(there.values(expected=True))


def next_reminder(entry: PictureEntry, closes_at: datetime, after: datetime) -> datetime | None:
    """The first of the register's reminders after an instant."""
    times = (closes_at - before for before in entry.reminders)
    return min((at for at in times if after < at < closes_at), default=None)


async def _open_reports(
    session: AsyncSession, entry: PictureEntry, now: datetime, *, exercise: bool
) -> Mapping[str, list[Report]]:
    """What still stands from each actor, newest first."""
    found: dict[str, list[Report]] = {}
    for report in await reports_between(session, now - entry.forget, now, exercise=exercise):
        if report.kind is ReportKind.REPORT:
            found.setdefault(report.actor, []).insert(0, report)
    return found
