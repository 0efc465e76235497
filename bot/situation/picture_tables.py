"""The rows of compiled pictures: what each was made of, its drawn map, and where it was posted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedBytes, EncryptedJson, EncryptedText, UtcDateTime


class PictureRow(Base):
    """A compiled picture. Version 1 is what was compiled; a correction is a new version of the same round."""

    __tablename__ = "picture"
    __table_args__ = (
        UniqueConstraint("round_id", "version"),
        Index(None, "state", "published_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("situation_round.id"))
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    """working, reviewed, published, superseded (another version or round came before it went out, or a later
    version was posted in its place)."""
    compiled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    inputs: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("picture.inputs"))
    """What it was compiled of, frozen: see ``freeze.py``. Each version by audience is made of it anew."""
    mark: Mapped[str] = mapped_column(String(128), default="")
    """By which it is seen that a report in it was changed or withdrawn since."""
    left_out: Mapped[list[dict[str, Any]] | None] = mapped_column(EncryptedJson("picture.left_out"))
    """Reports whose words a duty officer took out of this picture: reference, by and reason."""
    levels: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("picture.levels"))
    """By audience and kommun, as published: what the history is drawn of."""
    looked_by: Mapped[str | None] = mapped_column(String(255))
    """Who looks at it now, so that two do not review it side by side."""
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[str | None] = mapped_column(String(255))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held: Mapped[bool] = mapped_column(default=False)
    """Nobody reviewed it in time: levels, reporting status and counts were posted without free text."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(EncryptedText("picture.reason"))
    """Why it corrects the version before."""


class PictureImage(Base):
    """The drawn map of one version for one audience, made ahead of the posting."""

    __tablename__ = "picture_image"
    __table_args__ = (UniqueConstraint("picture_id", "audience"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id", ondelete="CASCADE"))
    audience: Mapped[str] = mapped_column(String(16))
    png: Mapped[bytes] = mapped_column(EncryptedBytes("picture_image.png"))
    svg: Mapped[str] = mapped_column(EncryptedText("picture_image.svg"))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)


class PostingRow(Base):
    """One picture in one room: exactly one row for each round, version and room."""

    __tablename__ = "picture_posting"
    __table_args__ = (
        UniqueConstraint("picture_id", "room"),
        UniqueConstraint("picture_id", "address"),
        Index(None, "state", "look_at"),
        Index(None, "pictured", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id"))
    room: Mapped[str] = mapped_column(String(255))
    """The room's id at the time; its ``address`` in the register as long as that leads nowhere."""
    address: Mapped[str] = mapped_column(String(255))
    audience: Mapped[str] = mapped_column(String(16))
    kommun: Mapped[str | None] = mapped_column(String(8))
    """Of a kommun–polis room: the local picture's."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(16))
    """waiting (for its turn, or because the room has strangers or is not there), queued, sent, refused,
    replaced (a newer picture came before the room could have it)."""
    look_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a waiting one is tried next."""
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When others were told that the room can't have it."""
    pictured: Mapped[bool] = mapped_column(default=False)
    """The map went with it or after it, or this room gets none."""
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late: Mapped[bool] = mapped_column(default=False)
