"""The outbox: everything the bot says, from the moment it is decided until the homeserver took it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedJson, UtcDateTime


class Priority(IntEnum):
    """Lower goes first when the homeserver holds us back."""

    ALARM = -10
    CASE = 0
    ANSWER = 10
    PRESS = 20
    PICTURE = 30
    GUIDE = 40


class OutboxKind(StrEnum):
    """MESSAGE and EDIT carry ``content``; REACTION its key; REDACTION its reason.

    PIN: the row that ``edits_id`` names is pinned in its room.
    """

    MESSAGE = "message"
    EDIT = "edit"
    REACTION = "reaction"
    REDACTION = "redaction"
    PIN = "pin"


class OutboxState(StrEnum):
    """HELD: made ahead of its time, and not sent until it is released.

    REFUSED: the homeserver or we said no for good, shown to the operations room; or it was taken back.
    """

    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"


def _asked_backwards(*columns: str) -> Iterator[Index]:
    """What refers to a row: asked when it is erased, by us and by the foreign key."""
    for name in columns:
        some = text(f"{name} IS NOT NULL")
        yield Index(None, name, sqlite_where=some, postgresql_where=some)


class OutboxRow(Base):
    """One thing to say.

    ``target`` is ``!room:server``, or ``@user:server`` for a direct chat that the sender finds or opens.
    ``content`` is an m.room.message content without relations (msgtype, body, format, formatted_body,
    m.mentions, com.rocbot.id); relations are put in at the first attempt from the columns below, and
    ``frozen`` is then set: from there on nothing of it changes.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "priority", "id"),
        Index(None, "target", "state"),
        *_asked_backwards("edits_id", "thread_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    txn_id: Mapped[str] = mapped_column(String(64), unique=True)
    target: Mapped[str] = mapped_column(String(255))
    person: Mapped[str | None] = mapped_column(String(255))
    """Whose direct chat the room was when it was queued: if it is that no longer, it goes to another."""
    room_id: Mapped[str | None] = mapped_column(String(255))
    """Where it went: filled in at the first attempt."""
    kind: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(Integer, default=Priority.ANSWER)
    content: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("outbox.content"))
    edits_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    """The outbox row whose message is the root of the thread this belongs to."""
    thread_event: Mapped[str | None] = mapped_column(String(255))
    """The same, when the root is somebody else's message."""
    reply_event: Mapped[str | None] = mapped_column(String(255))
    relates_event: Mapped[str | None] = mapped_column(String(255))
    """What a REACTION or REDACTION is about, when it is not ``edits_id``."""
    frozen: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default=OutboxState.QUEUED)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(64))
    event_id: Mapped[str | None] = mapped_column(String(255), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dedupe_key: Mapped[str | None] = mapped_column(String(128), unique=True)
    """What must be said once only has a name; a second row of that name is not made."""
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
