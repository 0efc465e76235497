"""What the edge to Matrix must remember: the rooms as the last committed sync left them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import UtcDateTime


class MatrixRoom(Base):
    """One room that the bot is or was in, or is invited to; written in the transaction of the sync token."""

    __tablename__ = "matrix_room"

    room_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    membership: Mapped[str] = mapped_column(String(8))
    """The bot's own: join, invite or leave."""
    members: Mapped[dict[str, Any]] = mapped_column(JSON)
    """User id to ``join`` or ``invite``, the bot among them."""
    encrypted_seen: Mapped[bool]
    """Never goes back to False: what was once meant to be encrypted is never spoken to in clear."""
    direct: Mapped[bool]
    """An invite or its creator called it a direct chat; whether it still is one follows from the members."""
    inviter: Mapped[str | None] = mapped_column(String(255))
    replaced_by: Mapped[str | None] = mapped_column(String(255))
    predecessor: Mapped[str | None] = mapped_column(String(255))
    marker: Mapped[str | None] = mapped_column(String(64))
    """Our own mark in the creation event of a room that the bot made."""
    made_for: Mapped[str | None] = mapped_column(String(255))
    """The person for whom the bot made this direct chat."""
    last_event: Mapped[str | None] = mapped_column(String(255))
    """The newest event that an earlier sync has seen here: a gap is filled back to it."""
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DirectIntent(Base):
    """A direct chat that is being made: written before the room, so that a crash never makes two."""

    __tablename__ = "matrix_direct_intent"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    marker: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
