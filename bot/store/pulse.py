"""The ticker's sign of life: when it last went round, by the clock on the wall.

It outlives the process, so a clock that was set back is noticed after a restart too, and by one process only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Integer, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import UtcDateTime
from bot.store.upsert import insert_new

_THE_ONE: Final = 1


class Pulse(Base):
    __tablename__ = "pulse"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


async def last_beat(session: AsyncSession) -> datetime | None:
    """When it last beat; None before the first time."""
    found: datetime | None = await session.scalar(select(Pulse.at).where(Pulse.id == _THE_ONE))
    return found


async def beat(session: AsyncSession, now: datetime) -> timedelta:
    """Write down the time; by how much the clock has been set back since the beat before."""
    before: datetime | None = await session.scalar(
        select(Pulse.at).where(Pulse.id == _THE_ONE).with_for_update()
    )
    if before is None:
        await insert_new(session, Pulse, Pulse.id, [{"id": _THE_ONE, "at": now}])
        return timedelta()
    await session.execute(update(Pulse).where(Pulse.id == _THE_ONE).values(at=now))
    return max(before - now, timedelta())
