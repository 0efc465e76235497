"""Which object a Matrix event is about: how a reply, a reaction, an edit or a redaction finds its case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Integer, String, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.inbox import InboxRow
from bot.store.outbox import OutboxRow, OutboxState


class EventRef(Base):
    """Either ``event_id`` (somebody's message) or ``outbox_id`` (ours, whose event id comes later).

    ``subject`` names the package (``case``, ``dialogue``, ``guide``), ``object_id`` the row in it,
    ``purpose`` the part the message plays (``command``, ``status``, ``alarm``, ``question``, ``answer``).
    """

    __tablename__ = "event_ref"
    __table_args__ = (
        Index(None, "subject", "object_id", "purpose"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    event_id: Mapped[str | None] = mapped_column(String(255), index=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(32))


STATUS = "status"
"""The purpose of the one message per object and room that is edited in place."""


class AboutEvent(NamedTuple):
    """What an event is about."""

    subject: str
    object_id: str
    purpose: str


class ThreadRoot(NamedTuple):
    """Where an object's thread hangs in a room: on a row of ours, or on somebody's message."""

    outbox_id: int | None
    event_id: str | None


async def remember(
    session: AsyncSession,
    subject: str,
    object_id: str,
    purpose: str,
    *,
    event_id: str | None = None,
    outbox_id: int | None = None,
) -> None:
    """Note what a message is about; exactly one of ``event_id`` and ``outbox_id`` is given."""
    if (event_id is None) == (outbox_id is None):
        raise ValueError("either somebody's message or ours")
    row = EventRef(
        event_id=event_id, outbox_id=outbox_id, subject=subject, object_id=object_id, purpose=purpose
    )
    session.add(row)


async def about_event(session: AsyncSession, event_id: str, room_id: str) -> AboutEvent | None:
    """What a message is about, whether somebody's or ours; for an edit, what its original is about.

    Only for one of that room: what refers to a message elsewhere was made up on the way.
    """
    columns = (EventRef.subject, EventRef.object_id, EventRef.purpose)
    elsewhere = exists().where(InboxRow.event_id == event_id, InboxRow.room_id != room_id)
    theirs = (
        select(*columns)
        .where(EventRef.event_id == event_id, ~elsewhere)
        .order_by(EventRef.id.desc())
        .limit(1)
    )
    ours = (
        select(*columns)
        .join(OutboxRow, EventRef.outbox_id == func.coalesce(OutboxRow.edits_id, OutboxRow.id))
        .where(
            OutboxRow.event_id == event_id,
            or_(OutboxRow.room_id == room_id, OutboxRow.room_id.is_(None)),
        )
        .order_by(EventRef.id.desc())
        .limit(1)
    )
    found = (await session.execute(theirs)).one_or_none() or (await session.execute(ours)).one_or_none()
    return AboutEvent(*found) if found is not None else None


async def is_ours(session: AsyncSession, event_id: str) -> bool:
    """True for a message that the bot sent."""
    return (
        await session.scalar(select(OutboxRow.id).where(OutboxRow.event_id == event_id).limit(1)) is not None
    )


async def status_row(session: AsyncSession, subject: str, object_id: str, target: str) -> int | None:
    """The outbox id of the object's status message in a target: what the next change of it edits."""
    found: int | None = await session.scalar(
        select(OutboxRow.id)
        .join(EventRef, EventRef.outbox_id == OutboxRow.id)
        .where(
            EventRef.subject == subject,
            EventRef.object_id == object_id,
            EventRef.purpose == STATUS,
            OutboxRow.target == target,
            OutboxRow.state != OutboxState.REFUSED,
        )
        .order_by(OutboxRow.id.desc())
        .limit(1)
    )
    return found


async def thread_root(session: AsyncSession, subject: str, object_id: str, target: str) -> ThreadRoot | None:
    """The root of the object's thread in a target.

    The status message where there is one, otherwise our first message about it there, otherwise the
    first message of somebody's that was about it there.
    """
    about = (EventRef.subject == subject, EventRef.object_id == object_id)
    status_first = (EventRef.purpose != STATUS, EventRef.id)
    ours = (
        await session.execute(
            select(OutboxRow.id, OutboxRow.thread_id, OutboxRow.thread_event)
            .join(EventRef, EventRef.outbox_id == OutboxRow.id)
            .where(*about, OutboxRow.target == target, OutboxRow.state != OutboxState.REFUSED)
            .order_by(*status_first)
            .limit(1)
        )
    ).one_or_none()
    if ours is not None:
        outbox_id, thread_id, thread_event = ours
        # A thread cannot hang on a message that is in a thread itself.
        if thread_event is not None:
            return ThreadRoot(None, thread_event)
        return ThreadRoot(thread_id or outbox_id, None)
    theirs: str | None = await session.scalar(
        select(EventRef.event_id)
        .join(InboxRow, InboxRow.event_id == EventRef.event_id)
        .where(*about, InboxRow.room_id == target)
        .order_by(EventRef.id)
        .limit(1)
    )
    return ThreadRoot(None, theirs) if theirs is not None else None


async def forget_refs(session: AsyncSession, before: datetime, *, kept: Collection[str]) -> int:
    """Take away those that are older, but for subjects that erase theirs themselves; how many.

    A reference has no time of its own: it was made after every one before it, so the newest that belongs
    to a message of ours from before then tells how far to go.
    """
    last = await _last_before(session, before)
    until = await session.scalar(select(func.max(EventRef.id)).where(EventRef.outbox_id <= last))
    if until is None:
        return 0
    old = delete(EventRef).where(EventRef.id <= until, EventRef.subject.not_in(kept)).returning(EventRef.id)
    return len((await session.scalars(old)).all())


async def _last_before(session: AsyncSession, before: datetime) -> int:
    """The last of our messages from before then, or 0; by halves, for they lie in the order of their ids."""
    low, high = 0, await session.scalar(select(func.max(OutboxRow.id))) or 0
    while low < high:
        middle = (low + high + 1) // 2
        following = select(OutboxRow.id, OutboxRow.created_at).where(OutboxRow.id >= middle)
        found = (await session.execute(following.order_by(OutboxRow.id).limit(1))).first()
        if found is not None and found.created_at < before:
            low = found.id
        else:
            high = middle - 1
    return low
