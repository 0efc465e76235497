"""The rows of the guide: its files, who reviewed which text, imported translations, counts, and rounds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedJson, UtcDateTime


class GuideFileRow(Base):
    """A PDF of the official guide, by its checksum. It is public: it lies here as it is."""

    __tablename__ = "guidance_file"

    checksum: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 in hex."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_by: Mapped[str] = mapped_column(String(255))


class GuideSentRow(Base):
    """An official guide that was sent to the bot in the operations room: it lies beside the register."""

    __tablename__ = "guidance_sent"

    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    entry: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("guidance_sent.entry"))
    """As a ``[[guide]]`` of the register."""
    before: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("guidance_sent.before"))
    """The one sent earlier, while it can be taken back."""
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_by: Mapped[str] = mapped_column(String(255))


class GuideLinkRow(Base):
    """What came of asking for a guide's link, and what the operations room has been told of the guide."""

    __tablename__ = "guidance_link"

    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    """The one that was asked for; another in the register makes the rest of the row void."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fine_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(String(32))
    """A code, when the last time failed."""
    failures: Mapped[int] = mapped_column(Integer)
    """In a row, up to now."""
    other: Mapped[str | None] = mapped_column(String(255))
    """What names the file that lies there, where it is another than the one that is handed out."""
    told: Mapped[str | None] = mapped_column(String(300))
    told_age: Mapped[str | None] = mapped_column(String(10))
    """The date of the check that was reported as too old: 2026-05-22."""


class CatalogueRow(Base):
    """A PO file that was imported, in place of the one that ships."""

    __tablename__ = "guidance_catalogue"

    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    po: Mapped[bytes] = mapped_column(LargeBinary)
    checksum: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_by: Mapped[str] = mapped_column(String(255))
    damage_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When operations were told that it cannot be read."""


class ReviewRow(Base):
    """Somebody has approved a section of a language, in the very words that the hash names."""

    __tablename__ = "guidance_review"
    __table_args__ = (
        UniqueConstraint("language", "section", "text_hash", "reviewer"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    language: Mapped[str] = mapped_column(String(16))
    section: Mapped[str] = mapped_column(String(16))
    text_hash: Mapped[str] = mapped_column(String(64))
    source_hash: Mapped[str] = mapped_column(String(64))
    reviewer: Mapped[str] = mapped_column(String(255))
    organisation: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShownRow(Base):
    """What a reviewer was shown, so that it can be told what has changed since."""

    __tablename__ = "guidance_shown"

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(16))
    section: Mapped[str] = mapped_column(String(16))
    said: Mapped[str] = mapped_column(Text)
    """JSON: the Swedish and the translation of each message, by key."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandedOutRow(Base):
    """How often something was handed out in a week, and of nobody to whom."""

    __tablename__ = "guidance_handed_out"

    week: Mapped[str] = mapped_column(String(10), primary_key=True)
    """Its Monday: 2026-11-16."""
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    kommun: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Empty where none was named."""
    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    """text, pdf, sms, mail, guide, shared."""
    times: Mapped[int] = mapped_column(Integer)


class GuideRound(Base):
    """A round over what the register says of the guide: when it is next, and what was told last."""

    __tablename__ = "guidance_round"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)
    """Of the register at the last round; another one in force makes a round due at once."""
    told: Mapped[str] = mapped_column(String(64))
    """SHA-256 in hex of what was told; empty before anything was."""
