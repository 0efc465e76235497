"""Changes of duty made in chat: kept in a table, and part of every snapshot beside the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Integer, String, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.duty.entries import OverrideEntry
from bot.register.section import Entry
from bot.register.state import mark_changed
from bot.store.base import Base
from bot.store.types import UtcDateTime


class OverrideKind(StrEnum):
    """``byt`` puts one person in another's place, ``ta`` takes over all of a unit's duty."""

    BYT = "byt"
    TA = "ta"


class DutyOverride(Base):
    """One change. Taken back while it holds it ends at that minute; before that, it counts for nothing."""

    __tablename__ = "duty_override"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    unit: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    person: Mapped[str] = mapped_column(String(255))
    replaces: Mapped[str | None] = mapped_column(String(255))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(255))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(255))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the operations room was told that it no longer counts, because its person is gone."""


async def overrides(session: AsyncSession) -> Mapping[type[Entry], Mapping[str, Entry]]:
    """What a ``RegisterSource`` adds to its snapshots (``beside=[overrides]``)."""
    rows = await session.scalars(select(DutyOverride).order_by(DutyOverride.id))
    return {OverrideEntry: {str(row.id): _entry(row, end) for row in rows if (end := _end(row))}}


def _entry(row: DutyOverride, end: datetime) -> OverrideEntry:
    return OverrideEntry.model_construct(
        id=str(row.id),
        unit=row.unit,
        person=row.person,
        replaces=row.replaces,
        start=row.starts_at,
        end=end,
    )


def _end(row: DutyOverride) -> datetime | None:
    """Until when it holds; None when it was taken back before it began."""
    if row.undone_at is None:
        return row.ends_at
    end = min(row.ends_at, minute(row.undone_at))
    return end if end > row.starts_at else None


def minute(at: datetime) -> datetime:
    """The minute that the instant is in: duty changes hands at whole minutes."""
    return at.replace(second=0, microsecond=0)


async def add(session: AsyncSession, row: DutyOverride) -> str:
    """Put a change in force; its number."""
    session.add(row)
    await session.flush()
    await mark_changed(session)
    return str(row.id)


async def locked(session: AsyncSession, number: int) -> DutyOverride | None:
    """The change, held until the transaction ends."""
    return await session.get(DutyOverride, number, with_for_update=True, populate_existing=True)


async def take_back(session: AsyncSession, row: DutyOverride, by: str, at: datetime) -> None:
    """From now on the change counts no more."""
    row.undone_by, row.undone_at = by, at
    await mark_changed(session)


async def forget_overrides(session: AsyncSession, before: datetime) -> None:
    """Take away changes that ended long ago; snapshots need not notice."""
    ended = func.coalesce(DutyOverride.undone_at, DutyOverride.ends_at)
    await session.execute(delete(DutyOverride).where(ended < before, DutyOverride.ends_at < before))
