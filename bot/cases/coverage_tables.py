"""What was proved last, and the holes that operations have been told of."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import JSON, Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import UtcDateTime

THE_ONE: Final = 1


class CoverageState(Base):
    """One row: the proof that was made last."""

    __tablename__ = "coverage_state"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    print: Mapped[str] = mapped_column(String(64))
    """Of all in the register that the proof depends on."""
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The end of the period that was looked at; None before the first proof."""
    again_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CoverageHole(Base):
    """The holes of one kommun, kind and cause."""

    __tablename__ = "coverage_hole"

    kommun: Mapped[str] = mapped_column(String(8), primary_key=True)
    """Empty where no kommun of the county is known."""
    known: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    to: Mapped[str] = mapped_column(String(16), primary_key=True)
    urgency: Mapped[str] = mapped_column(String(16), primary_key=True)
    cause: Mapped[str] = mapped_column(String(16), primary_key=True)
    spans: Mapped[list[list[int]]] = mapped_column(JSON)
    """Start and end of each, in seconds since 1970."""
