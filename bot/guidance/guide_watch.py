"""What the operations room is told of the official guides: links that break or mend, and old checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.guidance.desk import Desk
from bot.guidance.entries import GuidanceEntry, GuideEntry, guides, settings
from bot.guidance.official import LinkState, link_state, too_old
from bot.guidance.tables import GuideLinkRow
from bot.register.section import Snapshot
from bot.work.timed import LatePolicy

_MORNING: Final = time(8)
"""In local time: an old check wakes nobody."""
_QUIET: Final = frozenset({LinkState.UNKNOWN, LinkState.FINE})


class News(StrEnum):
    BROKEN = "broken"
    OTHER = "other"
    MENDED = "mended"
    TOO_OLD = "too_old"


@dataclass(frozen=True)
class GuideNews:
    """One thing that nobody has been told of one language's guide."""

    what: News
    entry: GuideEntry
    fault: str | None = None
    fine_at: datetime | None = None

    @property
    def fields(self) -> Mapping[str, Any]:
        return {
            "what": self.what.value,
            "language": self.entry.language,
            "url": self.entry.url,
            "fault": self.fault,
            "fine_at": self.fine_at,
            "checked_at": self.entry.checked_at,
        }


class WatchGuides:
    """Told once for each change, and never again for the same. Late it is told at once."""

    name = "guide links"
    late = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        snapshot = await self._desk.snapshot(session)
        entries = guides(snapshot)
        if not entries:
            return None
        limits, rows = settings(snapshot), await _rows(session)
        at: list[datetime] = []
        for entry in entries:
            row = rows.get(entry.language)
            if row is not None and row.asked_at is not None and _changed(row, entry, limits):
                at.append(row.asked_at)
            if row is None or row.told_age != entry.checked_at.isoformat():
                at.append(self._grows_old(entry, limits))
        return min(at, default=None)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        snapshot = await self._desk.snapshot(session)
        rows = await _rows(session, locked=True)
        found = list(self._news(session, snapshot, rows, now))
        if not found:
            return None
        await session.flush()
        fields = {"news": [one.fields for one in found]}
        return [Notice("drift.guides", ToClass(RoomClass.DRIFT), fields)]

    def _news(
        self, session: AsyncSession, snapshot: Snapshot, rows: Mapping[str, GuideLinkRow], now: datetime
    ) -> Iterator[GuideNews]:
        """What is new; each is noted as told."""
        limits = settings(snapshot)
        for entry in guides(snapshot):
            row = rows.get(entry.language)
            if row is not None and _changed(row, entry, limits):
                yield from _told(row, entry)
            if not too_old(entry, limits, now) or now < self._grows_old(entry, limits):
                continue
            if row is None:
                row = GuideLinkRow(language=entry.language, url=entry.url, failures=0)
                session.add(row)
            if row.told_age != entry.checked_at.isoformat():
                row.told_age = entry.checked_at.isoformat()
                yield GuideNews(News.TOO_OLD, entry)

    def _grows_old(self, entry: GuideEntry, limits: GuidanceEntry) -> datetime:
        day = entry.checked_at + timedelta(days=limits.guide_age.days + 1)
        return datetime.combine(day, _MORNING, self._desk.zone).astimezone(UTC)


def _told(row: GuideLinkRow, entry: GuideEntry) -> Iterable[GuideNews]:
    before, row.told = row.told, _standing(row)
    match link_state(row):
        case LinkState.BROKEN:
            yield GuideNews(News.BROKEN, entry, row.fault, row.fine_at)
        case LinkState.OTHER:
            yield GuideNews(News.OTHER, entry)
        case _ if before is not None:
            yield GuideNews(News.MENDED, entry)


def _changed(row: GuideLinkRow, entry: GuideEntry, limits: GuidanceEntry) -> bool:
    """One failure says nothing yet, neither that it is broken nor that it still is as it was."""
    if not limits.check_links or row.url != entry.url or row.failures == 1:
        return False
    return row.told != _standing(row)


def _standing(row: GuideLinkRow) -> str | None:
    """What is told of it, as one value; None when there is nothing to tell."""
    state = link_state(row)
    if state in _QUIET:
        return None
    return f"{state.value}:{row.other}" if state is LinkState.OTHER else state.value


async def _rows(session: AsyncSession, *, locked: bool = False) -> Mapping[str, GuideLinkRow]:
    query = select(GuideLinkRow)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {row.language: row for row in await session.scalars(query)}
