"""How often the guide is handed out, by week, language and kommun: numbers, and nobody in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance.tables import HandedOutRow
from bot.store.upsert import add_up

ZONE: Final = ZoneInfo("Europe/Stockholm")
"""Whose Mondays the weeks begin on, whatever zone the times are told in."""


class What(StrEnum):
    """What was handed out."""

    TEXT = "text"
    GUIDE = "guide"
    PDF = "pdf"
    SMS = "sms"
    MAIL = "mail"
    SHARED = "shared"


@dataclass(frozen=True)
class Count:
    """``week`` is its Monday; ``kommun`` a code, empty where none was named."""

    week: str
    language: str
    kommun: str
    what: str
    times: int


async def add(
    session: AsyncSession, language: str, kommun: str | None, what: What, now: datetime, *, times: int = 1
) -> None:
    """Count once more, or so many times."""
    await add_each(session, language, kommun, {what: times}, now)


async def add_each(
    session: AsyncSession, language: str, kommun: str | None, given: Mapping[What, int], now: datetime
) -> None:
    """Count several kinds, each so many times."""
    where = {"week": week_of(now), "language": language, "kommun": kommun or ""}
    # in one order, so that two who count the same do not wait for each other
    rows = [{**where, "what": what.value, "times": times} for what, times in sorted(given.items())]
    await add_up(session, HandedOutRow, HandedOutRow.times, rows)


async def counted(session: AsyncSession, now: datetime, weeks: int) -> Sequence[Count]:
    """Of the last so many weeks, this one among them, the newest first."""
    since = date.fromisoformat(week_of(now)) - timedelta(weeks=weeks - 1)
    rows = await session.scalars(
        select(HandedOutRow)
        .where(HandedOutRow.week >= since.isoformat())
        .order_by(HandedOutRow.week.desc(), HandedOutRow.language, HandedOutRow.kommun, HandedOutRow.what)
    )
    return [Count(row.week, row.language, row.kommun, row.what, row.times) for row in rows]


def week_of(moment: datetime) -> str:
    """The Monday of a moment's week, in Stockholm."""
    day = moment.astimezone(ZONE).date()
    return (day - timedelta(days=day.weekday())).isoformat()
