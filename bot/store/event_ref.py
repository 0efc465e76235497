"""Which object a Matrix event is about: how a reply, a reaction, an edit or a redaction finds its case."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base


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
