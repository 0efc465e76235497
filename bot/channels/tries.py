"""How often a number may try: a code of five digits must not be found by trying."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.tables import ChannelTries
from bot.store.upsert import insert_new

TRIES = 5
_WINDOW = timedelta(hours=1)


async def tries_of(session: AsyncSession, number_mark: str, now: datetime) -> int:
    """How many tries the number has behind it in this hour; its row is held until the commit."""
    row = {"number_mark": number_mark, "since": now, "tries": 0}
    await insert_new(session, ChannelTries, ChannelTries.number_mark, [row])
    kept = await _held(session, number_mark)
    if kept.since + _WINDOW <= now or kept.since > now:
        kept.since, kept.tries = now, 0
    return kept.tries


async def count_try(session: AsyncSession, number_mark: str) -> None:
    (await _held(session, number_mark)).tries += 1


async def clear_tries(session: AsyncSession, number_mark: str) -> None:
    """The right code came."""
    (await _held(session, number_mark)).tries = 0


async def _held(session: AsyncSession, number_mark: str) -> ChannelTries:
    statement = select(ChannelTries).where(ChannelTries.number_mark == number_mark).with_for_update()
    return (await session.scalars(statement.execution_options(populate_existing=True))).one()
