"""The rows of a case. What says something of a person is sealed; there is no free text anywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, validates

from bot.store.base import Base
from bot.store.types import EncryptedJson, UtcDateTime


class CaseCounter(Base):
    """The last running number of a year."""

    __tablename__ = "case_counter"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


class Case(Base):
    """One case. ``due_at`` is the one clock it has: what happens then follows from ``due_kind``."""

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("number", "year"),
        Index(None, "is_open", "id"),
        Index(None, "raiser", "id"),
        Index(None, "raised_at"),
        Index(None, "ended_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    to: Mapped[str] = mapped_column("destination", String(16))
    urgency: Mapped[str] = mapped_column(String(16))
    exercise: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("case.details"))
    """residence, found, age, gang, interpreter, call_back."""
    chain: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("case.chain"))
    """Who is alarmed in turn, why and for how long, frozen when the case was raised; see ``chain.py``."""

    raiser: Mapped[str] = mapped_column(String(255))
    raiser_organisation: Mapped[str | None] = mapped_column(String(64))
    direct_room: Mapped[str | None] = mapped_column(String(255))
    """The direct chat in which it was raised; without it the raiser's is looked up."""
    raise_event_id: Mapped[str] = mapped_column(String(255), unique=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    register_version: Mapped[int] = mapped_column(Integer)

    state: Mapped[str] = mapped_column(String(16))
    is_open: Mapped[bool] = mapped_column(default=True)
    """Follows from the state; found by index however many ended cases are kept."""
    step: Mapped[int] = mapped_column(Integer, default=0)
    """Where in the chain it stands."""
    round: Mapped[int] = mapped_column(Integer, default=1)
    """How many times the chain has been begun."""
    alarm: Mapped[int] = mapped_column(Integer, default=0)
    """The number of the alarm that counts."""
    unit: Mapped[str | None] = mapped_column(String(64))
    """Who is alarmed or has it; None at the end of the chain."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    due_kind: Mapped[str | None] = mapped_column(String(16))
    due_left: Mapped[float] = mapped_column(Float, default=0.0)
    """Seconds left of the step while it is paused."""

    alarmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_by: Mapped[str | None] = mapped_column(String(255))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by: Mapped[str | None] = mapped_column(String(255))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contact_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(String(32))
    linked: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It has rows in ``case_link``, or had."""
    partner_id: Mapped[int | None] = mapped_column(Integer, index=True)
    """The other leg of a case that two units have to take, each by itself."""
    version_id: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version_id}  # noqa: RUF012 - SQLAlchemy reads it once

    @validates("exercise")
    def _for_good(self, _: str, exercise: bool) -> bool:  # noqa: FBT001 - SQLAlchemy's signature
        """No exercise becomes a real case, and no real case an exercise."""
        if self.exercise not in {None, exercise}:
            raise ValueError(self.reference)
        return exercise


class CaseAlarm(Base):
    """One alarm: of a step, or of a unit that it was handed over to (``step`` None).

    Its times are those that were frozen with the chain, or at the hand-over.
    """

    __tablename__ = "case_alarm"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index(None, "unit", "case_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    step: Mapped[int | None] = mapped_column(Integer)
    unit: Mapped[str | None] = mapped_column(String(64))
    people: Mapped[list[str]] = mapped_column(JSON)
    """User ids of those on duty when it went out."""
    messages: Mapped[int] = mapped_column(Integer)
    """How many messages carry it: one to the unit's room, or one to each person."""
    settled: Mapped[int] = mapped_column(Integer, default=0)
    """How many of them were sent or refused."""
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused: Mapped[bool] = mapped_column(default=False)
    """Each alarm pauses once, so that no number of "ok" keeps a case waiting for ever."""
    step_seconds: Mapped[float] = mapped_column(Float)
    contact_seconds: Mapped[float] = mapped_column(Float)
    pause_seconds: Mapped[float] = mapped_column(Float)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed_by: Mapped[str | None] = mapped_column(String(64))
    """The unit that somebody took it from to give it here."""
    passed_why: Mapped[str | None] = mapped_column(String(32))
    """Their reason, from the list."""


class CaseLink(Base):
    """Two cases that have to do with each other; neither changes by it, and no alarm goes out."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("first_id", "second_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    """The older one."""
    second_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """``same``, ``related``, or ``together``: the two legs of one case."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(255))


class CaseEvent(Base):
    """The time line: what happened, when, and by whom (None: by the clock)."""

    __tablename__ = "case_event"
    __table_args__ = (Index(None, "case_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    verb: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    """The state that it led to."""
    actor: Mapped[str | None] = mapped_column(String(255))
    trust: Mapped[str | None] = mapped_column(String(16))
    unit: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(32))


class CaseAlso(Base):
    """A unit that is told besides, without details, when it opens."""

    __tablename__ = "case_also"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    unit: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """None once it was told."""
