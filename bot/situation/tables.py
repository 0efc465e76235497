"""The rows of the lägesbild but its pictures. Everything that somebody wrote is sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedJson, EncryptedText, UtcDateTime


def _some(*columns: str) -> Iterator[Index]:
    """Indexes of those rows alone that have a value there, as most have none.

    What refers to a row is asked for when it is erased, by us and by the foreign key.
    """
    for name in columns:
        some = text(f"{name} IS NOT NULL")
        yield Index(None, name, sqlite_where=some, postgresql_where=some)


class SituationCounter(Base):
    """The last running number under a name such as ``R 11-21`` or ``BE``."""

    __tablename__ = "situation_counter"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class ReportRow(Base):
    """One version of one report; ``event_id`` is the message it was written in."""

    __tablename__ = "report"
    __table_args__ = (
        Index(None, "state", "reported_at"),
        Index(None, "actor", "reported_at"),
        Index(None, "reported_at"),
        *_some("corrects_id", "same_as_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    actor: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(255))
    room_id: Mapped[str] = mapped_column(String(255))
    event_id: Mapped[str] = mapped_column(String(255), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    audience: Mapped[str] = mapped_column(String(16))
    observed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When an edit last changed it, before it was published."""
    level: Mapped[int | None] = mapped_column(Integer)
    trend: Mapped[str | None] = mapped_column(String(16))
    confidence: Mapped[str] = mapped_column(String(16))
    urgent: Mapped[bool] = mapped_column(default=False)
    exercise: Mapped[bool] = mapped_column(default=False)
    kommuner: Mapped[list[str]] = mapped_column(JSON)
    tags: Mapped[list[str]] = mapped_column(JSON)
    words: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("report.words"))
    """The parts by name, and ``source``."""
    digest: Mapped[str] = mapped_column(String(64))
    """Keyed hash of what it says, by which the same report written twice is known."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a picture with it was first posted: from then on it is corrected, and not changed."""
    flagged: Mapped[bool] = mapped_column(default=False)
    """Written on a device that its owner has not signed."""


class RoundRow(Base):
    """One round: asked for, closed, posted. ``wall`` and ``zone`` are how its time was chosen."""

    __tablename__ = "situation_round"
    __table_args__ = (
        UniqueConstraint("wall", "exercise"),
        Index(None, "state", "due_at"),
        Index(None, "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    """LB-1121-2: month, day, and a running number; no other year's round of that day has the same."""
    wall: Mapped[str] = mapped_column(String(16))
    """2026-11-21T15:00, the local time of the posting."""
    zone: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Reports that come later stand in the next picture; from here until ``due_at`` it is reviewed."""
    mode: Mapped[str] = mapped_column(String(16))
    exercise: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16))
    """planned, open, closed (compiled, under review), posted, dropped (the cadence changed), missed (a later
    one fell due too before it could be posted, and names it)."""
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    roll_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When its status message in ROC is to be written anew; None while nothing has changed."""


class RoundPlan(Base):
    """The one row that says by which register the coming rounds were planned, and when to look again."""

    __tablename__ = "situation_plan"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoundActor(Base):
    """What one actor was asked in one round, and what came of it."""

    __tablename__ = "situation_round_actor"
    __table_args__ = (
        UniqueConstraint("round_id", "actor"),
        Index(None, "remind_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("situation_round.id", ondelete="CASCADE"))
    actor: Mapped[str] = mapped_column(String(64))
    expected: Mapped[bool] = mapped_column(default=True)
    """Counts as missing when silent; False for one that is not asked, and reports all the same."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None while there is nobody to ask, and when there was no time left to."""
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The next reminder; None when there is none to come, or the actor has answered."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(16))
    """report or nothing."""
    writing_by: Mapped[str | None] = mapped_column(String(255))
    writing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RequestRow(Base):
    """A directed request (begäran) to some actors, with a due time."""

    __tablename__ = "situation_request"
    __table_args__ = (Index(None, "due_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    by: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    words: Mapped[str] = mapped_column(EncryptedText("situation_request.words"))
    exercise: Mapped[bool] = mapped_column(default=False)
    roll_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """As that of a round."""


class RequestActor(Base):
    __tablename__ = "situation_request_actor"
    __table_args__ = (
        UniqueConstraint("request_id", "actor"),
        Index(None, "remind_at"),
        *_some("report_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("situation_request.id", ondelete="CASCADE"))
    actor: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None while there is nobody to ask."""
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))


class NeedRow(Base):
    """A need, from raised to met."""

    __tablename__ = "need"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "remind_at"),
        *_some("ended_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    """BE-0012."""
    actor: Mapped[str] = mapped_column(String(64))
    raised_by: Mapped[str] = mapped_column(String(255))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_id: Mapped[str] = mapped_column(String(255), index=True)
    audience: Mapped[str] = mapped_column(String(16))
    kommun: Mapped[str | None] = mapped_column(String(8))
    tags: Mapped[list[str]] = mapped_column(JSON)
    words: Mapped[str | None] = mapped_column(EncryptedText("need.words"))
    state: Mapped[str] = mapped_column(String(16))
    """open (nobody has it), taken, met, withdrawn."""
    owner: Mapped[str | None] = mapped_column(String(255))
    owner_actor: Mapped[str | None] = mapped_column(String(64))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wanted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When whoever raised it needs it."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the owner has said it will be met."""
    late_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when it is late: nobody took it in time, or what the owner said has passed."""
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(255))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    exercise: Mapped[bool] = mapped_column(default=False)
    version_id: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012 - SQLAlchemy reads it once


class ModeRow(Base):
    """One call for the activated mode, and what became of it."""

    __tablename__ = "situation_mode"
    __table_args__ = (Index(None, "state", "called_at"), *_some("ended_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    """SL-0003."""
    state: Mapped[str] = mapped_column(String(16))
    """called, joined (to a call that waited), activated, declined, ended."""
    joins_id: Mapped[int | None] = mapped_column(
        ForeignKey("situation_mode.id", ondelete="CASCADE"), index=True
    )
    cause: Mapped[str | None] = mapped_column(EncryptedText("situation_mode.cause"))
    reason: Mapped[str | None] = mapped_column(EncryptedText("situation_mode.reason"))
    """Why it was declined, or the ordinary mode came back."""
    called_by: Mapped[str] = mapped_column(String(255))
    called_for: Mapped[str] = mapped_column(String(64))
    """The actor that called."""
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    decided_by: Mapped[str | None] = mapped_column(String(255))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(255))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was over: declined, or the ordinary mode back. It is erased so long after."""
    exercise: Mapped[bool] = mapped_column(default=False)
    version_id: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012 - SQLAlchemy reads it once
