"""Messages made ahead of a known moment: whole and frozen in the outbox until they are released."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxRow, OutboxState
from bot.store.outbox_due import DueTarget
from bot.store.outbox_queries import mark_due

_SLICE = 500


async def held_about(
    session: AsyncSession, subject: str, object_id: str, purposes: Collection[str] | None = None
) -> Sequence[int]:
    """The held rows about an object, or about these parts of it, in the order in which they were made."""
    wanted = (
        select(OutboxRow.id)
        .join(EventRef, EventRef.outbox_id == OutboxRow.id)
        .where(
            EventRef.subject == subject,
            EventRef.object_id == object_id,
            OutboxRow.state == OutboxState.HELD,
        )
        .order_by(OutboxRow.id)
    )
    if purposes is not None:
        wanted = wanted.where(EventRef.purpose.in_(sorted(purposes)))
    return list(dict.fromkeys(await session.scalars(wanted)))


async def release(session: AsyncSession, row_ids: Collection[int], now: datetime) -> int:
    """Let them go with this transaction's commit; how many were still held."""
    return len(await _move(session, row_ids, now, OutboxState.QUEUED))


async def take_back(session: AsyncSession, row_ids: Collection[int], now: datetime) -> int:
    """They are never sent; how many were still held."""
    return len(await _move(session, row_ids, now, OutboxState.REFUSED))


async def _move(
    session: AsyncSession, row_ids: Collection[int], now: datetime, state: OutboxState
) -> list[DueTarget]:
    ids, moved = sorted(row_ids), []
    for start in range(0, len(ids), _SLICE):
        # what waits from now on has waited since now
        values = (
            {"created_at": now} if state == OutboxState.QUEUED else {"sent_at": now, "error": "taken_back"}
        )
        found = await session.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(ids[start : start + _SLICE]), OutboxRow.state == OutboxState.HELD)
            .values(state=state, **values)
            .returning(OutboxRow.priority, OutboxRow.id, OutboxRow.target)
            .execution_options(synchronize_session=False)
        )
        moved += [DueTarget(*one) for one in found]
    if state == OutboxState.QUEUED:
        mark_due(session, moved)
    return moved
