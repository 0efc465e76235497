"""The rows of planning: how the trial before a message's time went, and what the watchdog has told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import UtcDateTime


class PreflightRow(Base):
    """The trial before one message's time. A new time is tried anew."""

    __tablename__ = "press_preflight"
    __table_args__ = (Index(None, "state", "look_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("press_message.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    """asked, over."""
    for_time: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the channels were asked to be tried; older answers do not count."""
    look_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The faults that were told last; None: nothing was told yet."""


class MessageStandstill(Base):
    """A message of which the operations room was told that it stands still."""

    __tablename__ = "press_standstill"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("press_message.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    why: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
