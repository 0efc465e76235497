"""Who has answered a round, who has not, and who is writing: one message in ROC, kept up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person, room_id, rooms_of
from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, ToClass
from bot.register.section import Snapshot
from bot.situation.desk import ROLL, Desk
from bot.situation.names import short_name
from bot.situation.rounds import WRITES, asked_actors, is_writing
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import Mode, ReportKind, RoundState
from bot.store.event_ref import STATUS
from bot.store.outbox import Priority
from bot.store.shift import earlier
from bot.work.timed import LatePolicy


@dataclass(frozen=True)
class Writer:
    """Somebody who is writing; ``person`` as the register has the name."""

    actor: str
    person: str
    since: datetime


@dataclass(frozen=True)
class Roll:
    """How the actors stand in a round; all by name. ``asked`` counts those that are missing when silent.

    ``missing`` were asked and are silent; of ``unreached`` there was nobody to ask. ``also`` have answered
    without being asked. ``unasked``: when the round opened there was no time left to ask anybody.
    """

    reference: str
    due_at: datetime
    closes_at: datetime
    closed: bool
    mode: Mode
    exercise: bool
    asked: int
    reported: tuple[str, ...]
    nothing: tuple[str, ...]
    missing: tuple[str, ...]
    unreached: tuple[str, ...]
    also: tuple[str, ...]
    writing: tuple[Writer, ...]
    unasked: bool

    @property
    def silent(self) -> int:
        return len(self.missing) + len(self.unreached)


async def roll_of(session: AsyncSession, snapshot: Snapshot, found: RoundRow, now: datetime) -> Roll:
    asked = await asked_actors(session, snapshot, found)
    rows = {
        row.actor: row
        for row in await session.scalars(select(RoundActor).where(RoundActor.round_id == found.id))
    }
    unasked = found.opened_at is not None and found.opened_at >= found.closes_at

    def named(wanted: Callable[[RoundActor], bool]) -> tuple[str, ...]:
        return tuple(short_name(snapshot, one) for one in asked if one in rows and wanted(rows[one]))

    return Roll(
        reference=found.reference,
        due_at=found.due_at,
        closes_at=found.closes_at,
        closed=found.state != RoundState.OPEN or found.closes_at <= now,
        mode=Mode(found.mode),
        exercise=found.exercise,
        asked=len(asked),
        reported=named(lambda row: row.answer == ReportKind.REPORT),
        nothing=named(lambda row: row.answer == ReportKind.NOTHING),
        missing=named(lambda row: row.answer is None and (unasked or row.asked_at is not None)),
        unreached=named(lambda row: row.answer is None and not unasked and row.asked_at is None),
        also=tuple(short_name(snapshot, one) for one, row in rows.items() if row.answer and one not in asked),
        writing=tuple(_writers(snapshot, rows.values(), now)),
        unasked=unasked,
    )


def _writers(snapshot: Snapshot, rows: Iterable[RoundActor], now: datetime) -> list[Writer]:
    found = []
    for row in rows:
        if row.writing_by is None or row.writing_at is None or not is_writing(row, now):
            continue
        who = person(snapshot, row.writing_by)
        found.append(
            Writer(short_name(snapshot, row.actor), who.name if who else row.writing_by, row.writing_at)
        )
    return sorted(found, key=lambda one: one.since)


class TellRolls:
    """Writes a round's message anew soon after something has changed, and once when reports are due."""

    name: str = "situation.roll"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        found: datetime | None = await session.scalar(select(func.min(RoundRow.roll_at)))
        return found

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        due = select(RoundRow).where(RoundRow.roll_at <= now).order_by(RoundRow.roll_at).limit(1)
        found = await session.scalar(due.with_for_update(skip_locked=True))
        if found is None:
            return None
        snapshot = await self._desk.snapshot(session)
        roll = await roll_of(session, snapshot, found, now)
        begun = found.state == RoundState.OPEN and now < found.closes_at
        gone = (one.since + WRITES for one in roll.writing)
        found.roll_at = min((found.closes_at, *gone)) if begun else None
        await session.flush()
        return status_in_roc(snapshot, "picture.roll", found.reference, roll)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:
        """What was to be written in some seconds still is; the time when reports are due is the clock's."""
        near = RoundRow.roll_at < RoundRow.closes_at
        await earlier(session, RoundRow.id, RoundRow.roll_at, by, RoundRow.roll_at > now, near)


def status_in_roc(snapshot: Snapshot, kind: str, reference: str, roll: object) -> list[Notice]:
    """The status message of a round or request, in every room of ROC's; none where there is no room."""
    found = [room_id(snapshot, entry) for entry in rooms_of(snapshot, RoomClass.ROC)]
    if not any(found):
        return []
    about = About(ROLL, reference, STATUS)
    target = ToClass(RoomClass.ROC)
    return [Notice(kind, target, {"roll": roll}, about, status=True, priority=Priority.PICTURE)]
