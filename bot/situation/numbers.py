"""Running numbers, and the references made of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.situation.tables import SituationCounter
from bot.store.upsert import insert_new


async def next_number(session: AsyncSession, name: str) -> int:
    """1, 2, 3 ... under each name; held by this transaction until it ends."""
    await insert_new(session, SituationCounter, SituationCounter.name, [{"name": name, "last": 0}])
    row = await session.scalar(
        select(SituationCounter)
        .where(SituationCounter.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise LookupError(name)
    row.last += 1
    await session.flush()
    return row.last


async def report_reference(session: AsyncSession, local: datetime) -> str:
    """R-1121-17: month, day and a running number."""
    return await _dated(session, "R", local)


async def round_reference(session: AsyncSession, local: datetime) -> str:
    """LB-1121-2."""
    return await _dated(session, "LB", local)


async def _dated(session: AsyncSession, prefix: str, local: datetime) -> str:
    # counted on from year to year, since what is kept for two years must not share a reference
    number = await next_number(session, f"{prefix} {local:%m-%d}")
    return f"{prefix}-{local:%m%d}-{number}"


async def numbered(session: AsyncSession, prefix: str) -> str:
    """BE-0012, SL-0003, BG-0007: needs, calls for the mode, requests."""
    return f"{prefix}-{await next_number(session, prefix):04d}"
