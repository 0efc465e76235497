"""Taking away everything that was ever said about something, when its time is over."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.attachment import AttachmentRow
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxKind, OutboxRow

T = TypeVar("T", int, str)
_SLICE: Final = 1000
_SHOWN: Final = (OutboxKind.MESSAGE, OutboxKind.EDIT, OutboxKind.REACTION)


class SentEvent(NamedTuple):
    """One of our messages as it lies in a room."""

    room_id: str
    event_id: str


async def erase_about(session: AsyncSession, subject: str, object_ids: Collection[str]) -> list[SentEvent]:
    """Delete our messages about these objects, and what says which events were about them.

    What somebody wrote stays in the inbox for its own time, with nothing that ties it to the object.
    The events that lie in rooms are given back: deleting rows takes nothing away there.
    """
    about = (EventRef.subject == subject, EventRef.object_id.in_(object_ids))
    ours = select(EventRef.outbox_id).where(*about, EventRef.outbox_id.is_not(None))
    new = {row for row in await session.scalars(ours) if row is not None}
    rows = set(new)
    # Edits and further parts have no reference of their own: they hang on one that has.
    while new := await _hanging(session, new) - rows:
        rows |= new
    events = await _sent(session, rows)
    # What else is known of somebody's message about it, such as which command it was.
    known = select(EventRef.event_id).where(*about, EventRef.event_id.is_not(None))
    theirs = {event_id for event_id in await session.scalars(known) if event_id is not None}
    for some in _slices(theirs):
        await session.execute(delete(EventRef).where(EventRef.event_id.in_(some)))
    await session.execute(delete(EventRef).where(*about))
    await _delete(session, rows)
    return events


def _slices(found: Collection[T]) -> Iterator[list[T]]:
    """A case that nobody answered for a week has more messages than a statement takes values."""
    ordered = sorted(found)
    for start in range(0, len(ordered), _SLICE):
        yield ordered[start : start + _SLICE]


async def _hanging(session: AsyncSession, rows: Collection[int]) -> set[int]:
    """Rows that refer to one of these and are about nothing else."""
    elsewhere = select(EventRef.id).where(EventRef.outbox_id == OutboxRow.id).exists()
    found: set[int] = set()
    for some in _slices(rows):
        refers = or_(OutboxRow.edits_id.in_(some), OutboxRow.thread_id.in_(some))
        found.update(await session.scalars(select(OutboxRow.id).where(refers, ~elsewhere)))
    return found


async def _sent(session: AsyncSession, rows: Collection[int]) -> list[SentEvent]:
    """Those of the rows that lie in a room, in their order."""
    events: list[SentEvent] = []
    for some in _slices(rows):
        sent = await session.execute(
            select(OutboxRow.room_id, OutboxRow.event_id)
            .where(OutboxRow.id.in_(some), OutboxRow.kind.in_(_SHOWN), OutboxRow.event_id.is_not(None))
            .order_by(OutboxRow.id)
        )
        events += [SentEvent(room_id, event_id) for room_id, event_id in sent if room_id and event_id]
    return events


async def _delete(session: AsyncSession, rows: Collection[int]) -> None:
    for some in _slices(rows):
        await session.execute(delete(AttachmentRow).where(AttachmentRow.outbox_id.in_(some)))
        for column in (OutboxRow.edits_id, OutboxRow.thread_id):
            await session.execute(update(OutboxRow).where(column.in_(some)).values({column: None}))
    for some in _slices(rows):
        await session.execute(delete(OutboxRow).where(OutboxRow.id.in_(some)))
