"""Which outbox rows are to be sent next, and by which process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.outbox import OutboxRow, OutboxState


@dataclass(frozen=True, order=True)
class DueTarget:
    """A target with queued rows; what sorts lower goes first."""

    priority: int
    first_id: int
    target: str


def _open_to(worker: str, now: datetime) -> ColumnElement[bool]:
    return or_(
        OutboxRow.claimed_by.is_(None),
        OutboxRow.claimed_by == worker,
        OutboxRow.claimed_until < now,
    )


async def due_targets(session: AsyncSession, worker: str, now: datetime) -> Sequence[DueTarget]:
    """Every target that has something queued which no other process is sending."""
    statement = (
        select(func.min(OutboxRow.priority), func.min(OutboxRow.id), OutboxRow.target)
        .where(OutboxRow.state == OutboxState.QUEUED, _open_to(worker, now))
        .group_by(OutboxRow.target)
    )
    return sorted(DueTarget(*found) for found in await session.execute(statement))


async def next_rows(session: AsyncSession, target: str, limit: int) -> Sequence[OutboxRow]:
    """The target's next rows in the order in which they are to be sent.

    Higher priority first, otherwise as queued; a row never comes before one that it refers to.
    """
    return (await next_rows_of(session, [target], limit))[target]


async def next_rows_of(
    session: AsyncSession, targets: Sequence[str], limit: int
) -> Mapping[str, Sequence[OutboxRow]]:
    """``next_rows`` of each of these targets."""
    queued = select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)
    if len(targets) == 1:
        first = queued.where(OutboxRow.target == targets[0])
        wanted = first.order_by(OutboxRow.priority, OutboxRow.id).limit(limit)
    else:
        turn = func.row_number().over(
            partition_by=OutboxRow.target, order_by=(OutboxRow.priority, OutboxRow.id)
        )
        among = OutboxRow.target.in_(targets)
        ranked = select(OutboxRow.id, turn.label("turn")).where(OutboxRow.state == OutboxState.QUEUED, among)
        by_turn = ranked.subquery()
        first_ids = select(by_turn.c.id).where(by_turn.c.turn <= limit)
        wanted = queued.where(OutboxRow.id.in_(first_ids)).order_by(OutboxRow.priority, OutboxRow.id)
    ordered: dict[str, dict[int, OutboxRow]] = {target: {} for target in targets}
    for row in (await session.scalars(wanted)).all():
        await _with_referred(session, row, ordered[row.target])
    return {target: list(rows.values()) for target, rows in ordered.items()}


async def _with_referred(session: AsyncSession, row: OutboxRow, ordered: dict[int, OutboxRow]) -> None:
    if row.id in ordered:
        return
    for key in (row.edits_id, row.thread_id):
        other = await session.get(OutboxRow, key) if key is not None and key not in ordered else None
        if other is not None and other.state == OutboxState.QUEUED and other.target == row.target:
            await _with_referred(session, other, ordered)
    ordered[row.id] = row


async def claim_target(
    session: AsyncSession, target: str, worker: str, now: datetime, until: datetime
) -> bool:
    """Take everything queued for a target, unless another process has it (PostgreSQL).

    Whoever holds the target's oldest row has the target: two processes never send to one target
    side by side, and a resend comes from the device that tried first as long as its claim stands.
    """
    oldest = (
        select(func.min(OutboxRow.id))
        .where(OutboxRow.state == OutboxState.QUEUED, OutboxRow.target == target)
        .scalar_subquery()
    )
    held = await session.scalar(
        select(OutboxRow.id)
        .where(OutboxRow.id == oldest, OutboxRow.state == OutboxState.QUEUED, _open_to(worker, now))
        .with_for_update(skip_locked=True)
    )
    if held is None:
        return False
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == OutboxState.QUEUED, OutboxRow.target == target)
        .values(claimed_by=worker, claimed_until=until)
    )
    return True
