"""What has been told about duty: to a unit's room, to each person, and once a day to operations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedJson, UtcDateTime


class DutyRound(Base):
    """A round over the whole register: when it is made next, and at which mark it was made last."""

    __tablename__ = "duty_round"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    mark: Mapped[str | None] = mapped_column(String(32))
    """``RegisterState.mark`` of the last round; another one in force makes a round due at once."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DutyHandover(Base):
    """Whom a unit's room was last told to have on duty, and when that may change."""

    __tablename__ = "duty_handover"

    unit: Mapped[str] = mapped_column(String(64), primary_key=True)
    people: Mapped[list[str]] = mapped_column(EncryptedJson("duty_handover.people"))
    """User ids that the roster named; empty when everyone in the unit stood in."""
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DutyTold(Base):
    """The duty that a person knows of; ``plan`` lists unit, start and end, up to ``until``."""

    __tablename__ = "duty_told"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    plan: Mapped[list[Any]] = mapped_column(EncryptedJson("duty_told.plan"))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
