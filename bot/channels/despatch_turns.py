"""Whose turn it is among mails and webhook requests, and taking some of them for an attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from bot.channels.despatch_carrier import Parcel
from bot.channels.despatch_tables import DespatchRow, DespatchState, TrialRow
from bot.work.despatch import DespatchKind

WAITING: Final = (DespatchState.QUEUED, DespatchState.UNKNOWN)
"""UNKNOWN: a request whose attempt ended without an answer, and that may be asked about or repeated."""
CLAIM: Final = timedelta(minutes=3)


@dataclass(frozen=True)
class Look:
    """What there is to do: for each kind when its next turn comes, and how many of it are held ready.

    ``over``: rows that were not sent in their time, or that a process was sending when it ended.
    """

    next_at: Mapping[DespatchKind, datetime]
    held: Mapping[DespatchKind, int]
    over: Sequence[DespatchRow]
    trials: Sequence[TrialRow]
    untold: bool


async def look(session: AsyncSession, now: datetime) -> Look:
    """See it without touching it."""
    waiting = DespatchRow.state.in_(WAITING)
    in_time = DespatchRow.give_up_at > now
    turns = await session.execute(
        select(DespatchRow.kind, func.min(DespatchRow.not_before))
        .where(waiting, in_time)
        .group_by(DespatchRow.kind)
    )
    held = await session.execute(
        select(DespatchRow.kind, func.count())
        .where(DespatchRow.state == DespatchState.HELD, in_time)
        .group_by(DespatchRow.kind)
    )
    late = and_(waiting, ~in_time)
    left = and_(DespatchRow.state == DespatchState.SENDING, DespatchRow.claimed_until < now)
    trials = await session.scalars(select(TrialRow).where(TrialRow.answered_at.is_(None)))
    return Look(
        {DespatchKind(kind): at for kind, at in turns.all()},
        {DespatchKind(kind): number for kind, number in held.all()},
        await _over(session, or_(late, left)),
        trials.all(),
        bool(await session.scalar(select(exists().where(DespatchRow.untold)))),
    )


async def left_behind(session: AsyncSession, worker: str) -> Sequence[DespatchRow]:
    """What this process was sending when it last ended."""
    return await _over(
        session, and_(DespatchRow.state == DespatchState.SENDING, DespatchRow.claimed_by == worker)
    )


async def take(
    session: AsyncSession, kind: DespatchKind, worker: str, now: datetime, most: int
) -> list[Parcel]:
    """Claim some whose turn it is, in their order; from the commit on they are under way."""
    rows = await session.scalars(
        select(DespatchRow)
        .where(
            DespatchRow.kind == kind,
            DespatchRow.state.in_(WAITING),
            DespatchRow.not_before <= now,
            DespatchRow.give_up_at > now,
        )
        .order_by(DespatchRow.not_before, DespatchRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    parcels = [_parcel(row) for row in rows]
    await session.execute(
        update(DespatchRow)
        .where(DespatchRow.id.in_([one.id for one in parcels]))
        .values(
            state=DespatchState.SENDING,
            attempts=DespatchRow.attempts + 1,
            claimed_by=worker,
            claimed_until=now + CLAIM,
        )
        .execution_options(synchronize_session=False)
    )
    return parcels


async def _over(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[DespatchRow]:
    rows = await session.scalars(
        select(DespatchRow).where(which).order_by(DespatchRow.id).limit(_SLICE).options(_WITHOUT_TEXT)
    )
    return rows.all()


def _parcel(row: DespatchRow) -> Parcel:
    return Parcel(
        id=row.id,
        key=row.key,
        channel=row.channel,
        address=row.address,
        payload=row.payload or {},
        attempts=row.attempts + 1,
        lookup=row.lookup,
        private_address=row.private_address,
        asking=row.state == DespatchState.UNKNOWN,
    )


_SLICE: Final = 200
_WITHOUT_TEXT: Final = load_only(
    DespatchRow.kind, DespatchRow.state, DespatchRow.attempts, DespatchRow.error, raiseload=True
)
