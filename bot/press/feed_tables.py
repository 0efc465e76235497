"""What stands in the feeds, or is held ready to: one row for each message that they know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedJson, UtcDateTime


class FeedItemRow(Base):
    """One entry, in the words in which it was prepared. Of a chain of corrections only the last is kept.

    A row that stands in the feeds is never changed, only replaced by another: its id says what is in it.
    """

    __tablename__ = "press_feed_item"
    __table_args__ = (Index(None, "root"), Index(None, "shows_at"), Index(None, "expires_at"))

    delivery_id: Mapped[int] = mapped_column(
        ForeignKey("press_delivery.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    root: Mapped[str] = mapped_column(String(32))
    """The reference that its chain of corrections began with."""
    content: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("press_feed_item.content"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the first of the chain came out."""
    shows_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when it stands there: its release, or the end of its embargo; None while it is held."""
    embargo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
