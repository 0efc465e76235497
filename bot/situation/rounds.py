"""Rounds as the rest of the lägesbild asks for them: which is open, who is asked, who has answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import ActorEntry
from bot.register.section import Snapshot
from bot.situation.asked import expected_actors
from bot.situation.requests import request_answered
from bot.situation.round_plan import replan
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import ReportKind, RoundState
from bot.store.upsert import insert_new

__all__ = [
    "RoundState",
    "answered",
    "asked_actors",
    "changed_roll",
    "counting_round",
    "current_round",
    "expected_actors",
    "is_exercise",
    "open_round",
    "replan",
    "round_of",
    "writing",
]

_GATHER: Final = timedelta(seconds=5)
"""Answers that come close together change the list in ROC once."""
WRITES: Final = timedelta(minutes=30)
"""Whoever began longer ago is no longer taken to be writing."""


async def current_round(session: AsyncSession, *, exercise: bool = False) -> RoundRow | None:
    """The round that is open or under review, otherwise the next one planned."""
    begun = case((RoundRow.state == RoundState.PLANNED, 1), else_=0)
    found: RoundRow | None = await session.scalar(
        select(RoundRow)
        .where(
            RoundRow.exercise == exercise,
            RoundRow.state.in_([RoundState.OPEN, RoundState.CLOSED, RoundState.PLANNED]),
        )
        .order_by(begun, RoundRow.due_at, RoundRow.id)
        .limit(1)
    )
    return found


async def open_round(session: AsyncSession, *, exercise: bool = False) -> RoundRow | None:
    """The round that asks for reports now."""
    wanted = select(RoundRow).where(RoundRow.exercise == exercise, RoundRow.state == RoundState.OPEN)
    found: RoundRow | None = await session.scalar(wanted.order_by(RoundRow.due_at).limit(1))
    return found


async def round_of(session: AsyncSession, reference: str) -> RoundRow | None:
    found: RoundRow | None = await session.scalar(select(RoundRow).where(RoundRow.reference == reference))
    return found


async def is_exercise(session: AsyncSession, reference: str) -> bool:
    """Whether a reply to this round is part of an exercise."""
    found = await round_of(session, reference)
    return found is not None and found.exercise


async def asked_actors(session: AsyncSession, snapshot: Snapshot, round: RoundRow) -> tuple[str, ...]:  # noqa: A002
    """Those of a round, in the register's order: fixed when it opened, or when an exercise was made.

    Of one that never opened they are those of the register now.
    """
    if round.opened_at is None and not round.exercise:
        return expected_actors(snapshot)
    rows = select(RoundActor.actor).where(RoundActor.round_id == round.id, RoundActor.expected)
    asked = set(await session.scalars(rows))
    return tuple(actor for actor in snapshot.of(ActorEntry) if actor in asked)


async def answered(
    session: AsyncSession,
    actor: str,
    kind: ReportKind,
    at: datetime,
    *,
    exercise: bool = False,
    request: str | None = None,
    report_id: int | None = None,
) -> RoundRow | None:
    """Somebody has reported for the actor, or said that there is nothing new; the round in which it counts.

    It counts in the first that has not closed, whether that has opened or not. The round is held until the
    transaction ends: it closes before, and then this counts in the next, or after, with this in it.
    ``request``: the directed request that was answered. "Nothing new" to it says nothing of the round.
    ``report_id``: the report that answers the request.
    """
    if request is not None:
        await request_answered(session, request, actor, at, report_id)
        if kind is ReportKind.NOTHING:
            return None
    found = await counting_round(session, exercise=exercise)
    if found is None:
        return None
    row = await round_actor(session, found.id, actor)
    if row.answer != ReportKind.REPORT:
        row.answer = kind.value
    row.answered_at = at
    row.remind_at = row.writing_by = row.writing_at = None
    changed_roll(found, at)
    await session.flush()
    return found


async def writing(
    session: AsyncSession, actor: str, user_id: str, at: datetime, *, exercise: bool = False
) -> tuple[str, datetime] | None:
    """Note that somebody begins to write for the actor; who else of it is writing, and since when."""
    found = await counting_round(session, exercise=exercise)
    if found is None:
        return None
    row = await round_actor(session, found.id, actor)
    if row.writing_by is not None and row.writing_at is not None and is_writing(row, at):
        if row.writing_by != user_id:
            return row.writing_by, row.writing_at
        return None
    row.writing_by, row.writing_at = user_id, at
    changed_roll(found, at)
    await session.flush()
    return None


def is_writing(row: RoundActor, at: datetime) -> bool:
    return row.writing_at is not None and at - row.writing_at < WRITES


async def round_actor(session: AsyncSession, round_id: int, actor: str) -> RoundActor:
    """The actor's row in the round, held; one that was not asked gets a row when it answers."""
    new = {"round_id": round_id, "actor": actor, "expected": False, "reminders": 0}
    await insert_new(session, RoundActor, RoundActor.id, [new])
    wanted = select(RoundActor).where(RoundActor.round_id == round_id, RoundActor.actor == actor)
    rows = await session.scalars(wanted.with_for_update().execution_options(populate_existing=True))
    return rows.one()


async def counting_round(session: AsyncSession, *, exercise: bool = False) -> RoundRow | None:
    """The round in which what is reported now counts, held until the transaction ends."""
    wanted = (
        select(RoundRow)
        .where(RoundRow.exercise == exercise, RoundRow.state.in_([RoundState.OPEN, RoundState.PLANNED]))
        .order_by(RoundRow.due_at, RoundRow.id)
        .limit(1)
    )
    # asked anew when the one found was closed while another held it: then nothing is left of it to be held
    for _ in range(2):
        held = await session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
        if held is not None:
            return held
    return None


def changed_roll(found: RoundRow, at: datetime) -> None:
    """The list of an open round is soon written anew; one that is planned has none yet."""
    if found.state == RoundState.OPEN:
        soon = at + _GATHER
        found.roll_at = soon if found.roll_at is None else min(found.roll_at, soon)
