"""Messages made ahead of a known moment: whole and frozen in the outbox until they are released."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxRow, OutboxState
from bot.store.outbox_due import DueTarget
from bot.store.outbox_queries import mark_due

TAKEN_BACK: Final = "taken_back"
_WAITING: Final = frozenset({OutboxState.HELD, OutboxState.QUEUED})
_SLICE: Final = 500


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


async def held_rows(session: AsyncSession) -> Mapping[int, str]:
    """Every held row that can be sent as it is, with its transaction id, in the order of making."""
    wanted = select(OutboxRow.id, OutboxRow.txn_id).where(
        OutboxRow.state == OutboxState.HELD, OutboxRow.frozen.is_(True)
    )
    found = await session.execute(wanted.order_by(OutboxRow.id))
    return {row.id: row.txn_id for row in found}


async def queued_of(session: AsyncSession, row_ids: Collection[int]) -> frozenset[int]:
    """Which of them have been released, and wait for the homeserver."""
    found: set[int] = set()
    ids = sorted(row_ids)
    for start in range(0, len(ids), _SLICE):
        wanted = select(OutboxRow.id).where(
            OutboxRow.id.in_(ids[start : start + _SLICE]), OutboxRow.state == OutboxState.QUEUED
        )
        found.update(await session.scalars(wanted))
    return frozenset(found)


async def release(session: AsyncSession, row_ids: Collection[int], now: datetime) -> int:
    """Let them go with this transaction's commit; how many were still held."""
    # what waits from now on has waited since now
    moved = await _move(session, row_ids, OutboxState.QUEUED, {OutboxState.HELD}, {"created_at": now})
    mark_due(session, moved)
    return len(moved)


async def take_back(session: AsyncSession, row_ids: Collection[int], now: datetime) -> frozenset[int]:
    """Those of them that were held or waited, and are not sent from now on.

    One whose outcome is just being written down is left to it; one that is on the wire at this moment is
    settled as sent all the same when the homeserver took it.
    """
    values = {"sent_at": now, "error": TAKEN_BACK}
    moved = await _move(session, row_ids, OutboxState.REFUSED, _WAITING, values)
    return frozenset(one.first_id for one in moved)


async def queue_again(session: AsyncSession, row_ids: Collection[int], now: datetime) -> int:
    """Let what was refused or taken back be tried anew, as long as its words are kept; how many."""
    values = {"created_at": now, "sent_at": None, "error": None, "not_before": None, "attempts": 0}
    moved = await _move(session, row_ids, OutboxState.QUEUED, {OutboxState.REFUSED}, values)
    mark_due(session, moved)
    return len(moved)


async def _move(
    session: AsyncSession,
    row_ids: Collection[int],
    to: OutboxState,
    states: Collection[OutboxState],
    values: Mapping[str, object],
) -> list[DueTarget]:
    ids, moved = sorted(row_ids), []
    for start in range(0, len(ids), _SLICE):
        free = (
            select(OutboxRow.id)
            .where(
                OutboxRow.id.in_(ids[start : start + _SLICE]),
                OutboxRow.state.in_(sorted(states)),
                OutboxRow.content.is_not(None),
            )
            .order_by(OutboxRow.id)
            .with_for_update(skip_locked=True, key_share=True)
        )
        found = await session.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_((await session.scalars(free)).all()))
            .values(state=to, **values)
            .returning(OutboxRow.priority, OutboxRow.id, OutboxRow.target)
            .execution_options(synchronize_session=False)
        )
        moved += [DueTarget(*one) for one in found]
    return moved
