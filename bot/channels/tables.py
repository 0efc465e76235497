"""The second channel's rows. Numbers and texts are sealed, and texts are emptied once they have left."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedText, UtcDateTime


class Kind(StrEnum):
    SMS = "sms"
    VOICE = "voice"


class MessageState(StrEnum):
    """SENDING: an attempt is under way. UNKNOWN: one ended without an answer, and the gateway is asked.

    SENT: the gateway has it. DELIVERED and FAILED: what it reported later. REFUSED: it never will have it.
    DROPPED: nobody waited for it any more when its turn came.
    """

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"
    DROPPED = "dropped"


WAITING = (MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN)
"""Something is still to be done about it."""


class ChannelMessage(Base):
    """One text message or call; what it is about is named as in ``event_ref``."""

    __tablename__ = "channel_message"
    __table_args__ = (
        UniqueConstraint("subject", "object_id", "purpose", "user_id", "kind"),
        Index(None, "state", "not_before"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    """Its name at the gateway, in reports and answers: known to nobody else."""
    kind: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(255))
    number: Mapped[str | None] = mapped_column(EncryptedText("channel_message.number"))
    number_mark: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(EncryptedText("channel_message.text"))
    state: Mapped[str] = mapped_column(String(16), default=MessageState.QUEUED)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(String(64))
    provider_id: Mapped[str | None] = mapped_column(String(128), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it was to go out."""
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it may be tried: the same at first, later after each failure."""
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the first attempt began whose outcome is not known."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ChannelCode(Base):
    """The one-time code of one person for one thing: kept as a keyed hash, bound to the number."""

    __tablename__ = "channel_code"
    __table_args__ = (
        UniqueConstraint("subject", "object_id", "purpose", "user_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    code_mark: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[str] = mapped_column(String(255))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChannelAnswer(Base):
    """An answer that came in, by the gateway's id: the same again gets the same reply and does nothing."""

    __tablename__ = "channel_answer"

    provider_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    reply: Mapped[str | None] = mapped_column(EncryptedText("channel_answer.reply"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChannelTries(Base):
    """How many answers without a right code a number has sent since ``since``."""

    __tablename__ = "channel_tries"

    number_mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(Integer)
