"""The rows of mails and webhook requests, and of how channels answered when they were tried."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedJson, EncryptedText, UtcDateTime


class DespatchState(StrEnum):
    """HELD: until it is released. SENDING: an attempt is under way. UNKNOWN: one ended without an answer.

    LEFT: it may have come through and cannot be asked about, so it is not sent again. CANCELLED: taken back.
    """

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"
    LEFT = "left"
    CANCELLED = "cancelled"


ENDS: Final = frozenset({DespatchState.SENT, DespatchState.REFUSED, DespatchState.LEFT})
"""Those that somebody is told of."""


class DespatchRow(Base):
    """One mail or one request."""

    __tablename__ = "despatch"
    __table_args__ = (
        Index(None, "state", "not_before"),
        Index(None, "subject", "object_id"),
        Index(None, "untold"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(EncryptedText("despatch.address"))
    lookup: Mapped[str | None] = mapped_column(EncryptedText("despatch.lookup"))
    private_address: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("despatch.payload"))
    """None some days after it was settled."""
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    give_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    untold: Mapped[bool] = mapped_column(default=False)
    """It has ended, and whoever waits for it has not been told."""
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TrialRow(Base):
    """A channel that is to be tried, or was: ``answered_at`` None while nobody has."""

    __tablename__ = "despatch_trial"

    channel: Mapped[str] = mapped_column(String(48), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    address: Mapped[str | None] = mapped_column(EncryptedText("despatch_trial.address"))
    private_address: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(64))
