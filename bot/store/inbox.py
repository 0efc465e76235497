"""The inbox: each Matrix event that concerns us, once, until it is handled."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedJson, UtcDateTime


class InboxKind(StrEnum):
    """What sort of event a row holds; the payload's keys follow from it (see ``InboxRow.payload``)."""

    TEXT = "text"
    EDIT = "edit"
    REDACTION = "redaction"
    REACTION = "reaction"


class InboxState(StrEnum):
    """SEALED: not yet decrypted. NEW: to be handled. DONE: handled. LAPSED: never became readable."""

    SEALED = "sealed"
    NEW = "new"
    DONE = "done"
    LAPSED = "lapsed"


class InboxRow(Base):
    """One event.

    ``payload`` while NEW, by kind (all values str unless said):
      TEXT: text, reply_to|None, thread_root|None, msgtype; file, a SentFile's fields, where one is asked for
      EDIT: text (the new text), replaces (event id)
      REDACTION: redacts (event id)
      REACTION: key, relates_to (event id)
    while SEALED: the encrypted event as the server sent it. None once handled.
    ``screened`` names the sorts of tokens that were dropped before anything was stored
    (comma-separated, e.g. ``personnummer``).
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index(None, "state", "room_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    event_id: Mapped[str] = mapped_column(String(255), unique=True)
    room_id: Mapped[str] = mapped_column(String(255))
    sender: Mapped[str] = mapped_column(String(255))
    device_id: Mapped[str | None] = mapped_column(String(255))
    trust: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    screened: Mapped[str] = mapped_column(String(64), default="")
    payload: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("inbox.payload"))
    origin_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_key: Mapped[str | None] = mapped_column(String(128), unique=True)
    """The place of an encrypted message in its session: the same one under another event id is a replay."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    """The process (by its device id) that took the event in and has it to itself until ``claimed_until``."""
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    encrypted: Mapped[bool] = mapped_column(default=True)
    """False for what came in clear (a reaction, a redaction, a message in an open room)."""
