"""The rows of joint messages: what was written, who signed it, and where it went. Texts are sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from bot.store.base import Base
from bot.store.types import EncryptedJson, EncryptedText, UtcDateTime


class PressCounter(Base):
    """The last running number under a name such as ``BU``."""

    __tablename__ = "press_counter"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class MessageRow(Base):
    """One joint message. Its text is in its revisions."""

    __tablename__ = "press_message"
    __table_args__ = (
        Index(None, "state", "publish_at"),
        Index(None, "publish_at"),
        Index(None, "state", "remind_at"),
        Index(None, "weigh_at"),
        Index(None, "state", "preflight_at"),
        Index(None, "state", "prepare_at"),
        Index(
            None,
            "give_up_at",
            sqlite_where=text("give_up_at IS NOT NULL"),
            postgresql_where=text("give_up_at IS NOT NULL"),
        ),
        Index(None, "corrects_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    """BU-0031."""
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(64))
    """The actor whose message it is."""
    author: Mapped[str] = mapped_column(String(255))
    """Who wrote the first revision; of the others see ``RevisionRow.made_by``."""
    room_id: Mapped[str] = mapped_column(String(255))
    event_id: Mapped[str] = mapped_column(String(255), index=True)
    exercise: Mapped[bool] = mapped_column(default=False)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("press_message.id"))
    """The published message that this one takes the place of."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(Integer)
    """The number of the newest revision."""
    circulated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sign_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When those who must sign should have."""
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    """How many were sent for the newest revision."""
    weigh_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its approvals are to be looked at next: one is soon too old, or its time is near."""
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """May be wished for before all have signed; it is kept through edits."""
    wall: Mapped[str | None] = mapped_column(String(64))
    """The local time that was chosen, and its zone: ``2026-11-21T15:00 Europe/Stockholm``."""
    scheduled_by: Mapped[str | None] = mapped_column(String(255))
    preflight_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    prepare_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the channels are tried, and when everything is made ready; None: done, or not due."""
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_by: Mapped[str | None] = mapped_column(String(255))
    held_why: Mapped[str | None] = mapped_column(String(16))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was released to its channels."""
    give_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what has been released and is not out by then is taken back; None: nothing is on its way."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was stopped or retracted."""
    ended_by: Mapped[str | None] = mapped_column(String(255))
    keep_from: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """So long after this it is looked whether its time is over; moved on as long as it is not."""
    plan_changes: Mapped[int] = mapped_column(Integer, default=0)
    """How often its time or its state changed: of two entries in a calendar the higher one holds."""

    @validates("created_at")
    def _kept_from_then(self, name: str, value: Any) -> Any:  # noqa: ARG002 - as it is called
        if self.__dict__.get("keep_from") is None:
            self.keep_from = value
        return value

    @validates("publish_at", "state")
    def _planned_anew(self, name: str, value: Any) -> Any:
        if value != self.__dict__.get(name):
            self.plan_changes = (self.__dict__.get("plan_changes") or 0) + 1
        return value


class RevisionRow(Base):
    """One version of the text: never changed once it is there."""

    __tablename__ = "press_revision"
    __table_args__ = (UniqueConstraint("message_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("press_message.id"))
    number: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("press_revision.content"))
    """None once it is erased."""
    made_by: Mapped[str] = mapped_column(String(255))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignOffRow(Base):
    """What one organisation said of one revision. Voided ones are kept: they are the trace."""

    __tablename__ = "press_sign_off"
    __table_args__ = (Index(None, "message_id", "revision"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("press_message.id"))
    revision: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(255))
    device_id: Mapped[str | None] = mapped_column(String(255))
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(EncryptedText("press_sign_off.reason"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void_why: Mapped[str | None] = mapped_column(String(16))


class RemarkRow(Base):
    """A comment, or "jag tittar på den": no vote."""

    __tablename__ = "press_remark"
    __table_args__ = (Index(None, "message_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("press_message.id"))
    revision: Mapped[int] = mapped_column(Integer)
    person: Mapped[str] = mapped_column(String(255))
    actor: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str | None] = mapped_column(EncryptedText("press_remark.text"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class StandInRow(Base):
    """Who may sign for an actor in somebody's place, and until when."""

    __tablename__ = "press_stand_in"
    __table_args__ = (
        Index(None, "actor", "until"),
        Index(None, "person", "until"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    actor: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(255))
    person: Mapped[str] = mapped_column(String(255))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PublicationRow(Base):
    """One act on all of a message's channels: made ahead of its time, then released as one."""

    __tablename__ = "press_publication"
    __table_args__ = (
        UniqueConstraint("message_id", "act"),
        Index(None, "state", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("press_message.id"))
    act: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    """prepared, released, done."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told: Mapped[bool] = mapped_column(default=False)
    """The spread from first to last was said."""


class ChannelRow(Base):
    """One channel's status in one publication. An exercise has no public channel, whatever the code does."""

    __tablename__ = "press_channel"
    __table_args__ = (
        UniqueConstraint("publication_id", "channel"),
        CheckConstraint("NOT (public AND exercise)", name="no_public_exercise"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("press_publication.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(48))
    """Its id in the register."""
    kind: Mapped[str] = mapped_column(String(16))
    public: Mapped[bool] = mapped_column()
    exercise: Mapped[bool] = mapped_column()
    state: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(String(64))
    first_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the first and the last of its addresses had it."""


class DeliveryRow(Base):
    """One address of one channel: exactly one for each publication, channel and address."""

    __tablename__ = "press_delivery"
    __table_args__ = (
        Index(None, "channel_id", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("press_channel.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """A hash of message, act, channel and address: what receivers know it by, and why there is no second."""
    address: Mapped[str] = mapped_column(EncryptedText("press_delivery.address"))
    """A room id, a mail address, or a URL; empty for a feed."""
    state: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
