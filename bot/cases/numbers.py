"""The running number of a year; two cases raised in the same moment wait for each other here."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.tables import CaseCounter
from bot.store.upsert import insert_new


async def next_number(session: AsyncSession, year: int) -> int:
    step = (
        update(CaseCounter)
        .where(CaseCounter.year == year)
        .values(last=CaseCounter.last + 1)
        .returning(CaseCounter.last)
        .execution_options(synchronize_session=False)
    )
    number = await session.scalar(step)
    if number is None:
        await insert_new(session, CaseCounter, CaseCounter.year, [{"year": year, "last": 0}])
        number = await session.scalar(step)
    if number is None:
        raise LookupError(year)
    return number
