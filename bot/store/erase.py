"""Taking away everything that was ever said about something, when its time is over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.attachment import AttachmentRow
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxKind, OutboxRow

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
    rows = set((await session.scalars(ours)).all())
    # Edits and further parts have no reference of their own: they hang on one that has.
    while new := await _hanging(session, rows):
        rows |= new
    sent = await session.execute(
        select(OutboxRow.room_id, OutboxRow.event_id)
        .where(OutboxRow.id.in_(rows), OutboxRow.kind.in_(_SHOWN), OutboxRow.event_id.is_not(None))
        .order_by(OutboxRow.id)
    )
    events = [SentEvent(room_id, event_id) for room_id, event_id in sent if room_id and event_id]
    # What else is known of somebody's message about it, such as which command it was.
    theirs = (
        await session.scalars(select(EventRef.event_id).where(*about, EventRef.event_id.is_not(None)))
    ).all()
    await session.execute(delete(EventRef).where(or_(and_(*about), EventRef.event_id.in_(theirs))))
    await _delete(session, list(rows))
    return events


async def _hanging(session: AsyncSession, rows: Collection[int | None]) -> set[int | None]:
    """Rows that refer to one of these and are about nothing else."""
    refers = or_(OutboxRow.edits_id.in_(rows), OutboxRow.thread_id.in_(rows))
    elsewhere = select(EventRef.id).where(EventRef.outbox_id == OutboxRow.id).exists()
    found = await session.scalars(select(OutboxRow.id).where(refers, OutboxRow.id.not_in(rows), ~elsewhere))
    return set(found.all())


async def _delete(session: AsyncSession, rows: Sequence[int | None]) -> None:
    await session.execute(delete(AttachmentRow).where(AttachmentRow.outbox_id.in_(rows)))
    for column in (OutboxRow.edits_id, OutboxRow.thread_id):
        await session.execute(update(OutboxRow).where(column.in_(rows)).values({column: None}))
    await session.execute(delete(OutboxRow).where(OutboxRow.id.in_(rows)))
