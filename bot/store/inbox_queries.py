"""What is asked of the inbox: taking events in once, and handing them out in order within a room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.store.inbox import InboxKind, InboxRow, InboxState
from bot.store.upsert import insert_new


@dataclass(frozen=True, kw_only=True)
class TakenEvent:
    """An event to be stored; see ``InboxRow.payload`` for what each kind carries.

    ``owner`` (a device id) has the row to itself until ``owned_until`` when several processes
    share the database; with one process both stay None.
    """

    event_id: str
    room_id: str
    sender: str
    kind: InboxKind
    state: InboxState
    trust: str
    payload: Mapping[str, Any]
    origin_at: datetime
    received_at: datetime
    device_id: str | None = None
    encrypted: bool = True
    screened: tuple[str, ...] = ()
    message_key: str | None = None
    owner: str | None = None
    owned_until: datetime | None = None


async def add_events(session: AsyncSession, events: Sequence[TakenEvent]) -> set[str]:
    """Store the events that are not stored yet, under whatever id; the ids of those that were new."""
    rows = [
        {
            "event_id": event.event_id,
            "room_id": event.room_id,
            "sender": event.sender,
            "device_id": event.device_id,
            "trust": event.trust,
            "kind": event.kind,
            "state": event.state,
            "screened": ",".join(event.screened),
            "payload": dict(event.payload),
            "origin_at": event.origin_at,
            "received_at": event.received_at,
            "encrypted": event.encrypted,
            "message_key": event.message_key,
            "claimed_by": event.owner,
            "claimed_until": event.owned_until,
        }
        for event in events
    ]
    return await insert_new(session, InboxRow, InboxRow.event_id, rows)


async def add_event(session: AsyncSession, event: TakenEvent) -> bool:
    """Store one event; False when it was there already."""
    return bool(await add_events(session, [event]))


async def unseal(
    session: AsyncSession,
    event_id: str,
    *,
    kind: InboxKind,
    payload: Mapping[str, Any],
    trust: str,
    device_id: str | None,
    screened: tuple[str, ...] = (),
    message_key: str | None = None,
) -> bool:
    """A sealed event became readable; False when it was not waiting any more, or is a replay."""
    other = aliased(InboxRow)
    statement = (
        update(InboxRow)
        .where(InboxRow.event_id == event_id, InboxRow.state == InboxState.SEALED)
        .where(true() if message_key is None else ~exists().where(other.message_key == message_key))
        .values(
            state=InboxState.NEW,
            kind=kind,
            payload=dict(payload),
            trust=trust,
            device_id=device_id,
            screened=",".join(screened),
            message_key=message_key,
        )
        .returning(InboxRow.id)
    )
    return await session.scalar(statement) is not None


async def close_sealed(session: AsyncSession, event_id: str, state: InboxState, now: datetime) -> bool:
    """A sealed event is LAPSED (never readable) or DONE (readable, but nothing for us); False if too late."""
    statement = (
        update(InboxRow)
        .where(InboxRow.event_id == event_id, InboxRow.state == InboxState.SEALED)
        .values(state=state, payload=None, handled_at=now)
        .returning(InboxRow.id)
    )
    return await session.scalar(statement) is not None


async def sealed(session: AsyncSession, room_id: str | None = None) -> Sequence[InboxRow]:
    """The events that wait for their key, oldest first."""
    statement = select(InboxRow).where(InboxRow.state == InboxState.SEALED).order_by(InboxRow.id)
    if room_id is not None:
        statement = statement.where(InboxRow.room_id == room_id)
    return (await session.scalars(statement)).all()


def _free(worker: str, now: datetime) -> ColumnElement[bool]:
    return or_(
        InboxRow.claimed_by.is_(None),
        InboxRow.claimed_by == worker,
        InboxRow.claimed_until < now,
    )


async def next_rooms(session: AsyncSession, worker: str, now: datetime) -> Sequence[str]:
    """The rooms that have something to be handled, longest waiting first."""
    statement = (
        select(InboxRow.room_id)
        .where(InboxRow.state == InboxState.NEW, _free(worker, now))
        .group_by(InboxRow.room_id)
        .order_by(func.min(InboxRow.id))
    )
    return (await session.scalars(statement)).all()


async def claim_next(session: AsyncSession, room_id: str, worker: str, now: datetime) -> InboxRow | None:
    """The room's oldest unhandled event, held for this transaction.

    Only the oldest is ever tried: skipping a locked one would lose the order. On SQLite nothing is
    locked (there is one process, and a command that only reads shall block nobody); ``mark_done``
    then finds out if somebody else was faster.
    """
    oldest = (
        select(func.min(InboxRow.id))
        .where(InboxRow.state == InboxState.NEW, InboxRow.room_id == room_id)
        .scalar_subquery()
    )
    statement = select(InboxRow).where(
        InboxRow.id == oldest, InboxRow.state == InboxState.NEW, _free(worker, now)
    )
    if session.get_bind().dialect.name == "postgresql":
        statement = statement.with_for_update(skip_locked=True)
    return await session.scalar(statement)


async def mark_done(session: AsyncSession, inbox_id: int, now: datetime) -> bool:
    """The event is handled and its content emptied; False when somebody else has handled it."""
    statement = (
        update(InboxRow)
        .where(InboxRow.id == inbox_id, InboxRow.state == InboxState.NEW)
        .values(state=InboxState.DONE, payload=None, handled_at=now)
        .returning(InboxRow.id)
    )
    return await session.scalar(statement) is not None


async def waiting(session: AsyncSession, state: InboxState = InboxState.NEW) -> tuple[int, datetime | None]:
    """How many events are in a state, and when the oldest of them came in."""
    statement = select(func.count(), func.min(InboxRow.received_at)).where(InboxRow.state == state)
    number, oldest = (await session.execute(statement)).one()
    return number, oldest


async def forget_handled(session: AsyncSession, before: datetime) -> int:
    """Remove rows handled before ``before``: their event ids are no longer needed against doubles."""
    statement = (
        delete(InboxRow)
        .where(InboxRow.state.in_((InboxState.DONE, InboxState.LAPSED)), InboxRow.handled_at < before)
        .returning(InboxRow.id)
    )
    return len((await session.scalars(statement)).all())
