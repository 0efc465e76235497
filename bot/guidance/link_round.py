"""Once a day each link to the official guide is asked for, and what came of it is written down."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.guidance.desk import Register
from bot.guidance.entries import GuideEntry, guides, settings
from bot.guidance.tables import GuideFileRow, GuideLinkRow
from bot.register.below import MEGABYTE
from bot.register.section import Snapshot
from bot.store.engine import Store
from bot.work.links import FileOnNet, LinkAnswer, LinkAsker

DAILY: Final = timedelta(days=1)
AGAIN: Final = timedelta(hours=1)
"""After a failure: that it is broken is not said of one that was away for a moment, and not days later."""


@dataclass(frozen=True)
class LinkRound:
    """No transaction is open while the net is asked."""

    store: Store
    register: Register
    asker: LinkAsker
    clock: Clock
    pause: float = 1.0
    """Seconds between two, which may be the same server's."""

    async def round(self) -> int:
        """Ask for all that are due, one after the other; how many."""
        asked = 0
        while (link := await self._claim()) is not None:
            if asked:
                await asyncio.sleep(self.pause)
            answer = await self.asker.ask(
                link.entry.url,
                expected=link.expected,
                largest=link.largest,
                private_address=link.private_address,
            )
            await self._write(link.entry, answer)
            asked += 1
        return asked

    async def _claim(self) -> _Link | None:
        """The next that is due; whoever claims it has it for a day, also when it crashes."""
        now = self.clock.now()
        async with self.store.begin() as session:
            snapshot = await self.register.current(session)
            if not settings(snapshot).check_links:
                return None
            rows = {
                row.language: row for row in await session.scalars(select(GuideLinkRow).with_for_update())
            }
            for entry in guides(snapshot):
                row = rows.get(entry.language)
                if row is None or row.url != entry.url:
                    row = await _begun(session, row, entry)
                elif not _due(row, now):
                    continue
                row.asked_at = now
                return await _link(session, snapshot, entry)
        return None

    async def _write(self, entry: GuideEntry, answer: LinkAnswer) -> None:
        now = self.clock.now()
        async with self.store.begin() as session:
            row = await session.get(GuideLinkRow, entry.language, with_for_update=True)
            if row is None or row.url != entry.url:
                return
            row.fault = answer.fault
            if answer.fault is None:
                row.failures, row.fine_at, row.other = 0, now, answer.other
            else:
                row.failures += 1


@dataclass(frozen=True)
class _Link:
    entry: GuideEntry
    expected: FileOnNet | None
    largest: int
    private_address: bool


async def _link(session: AsyncSession, snapshot: Snapshot, entry: GuideEntry) -> _Link:
    limits, expected = settings(snapshot), None
    if entry.sha256 is not None:
        query = select(func.length(GuideFileRow.body)).where(GuideFileRow.checksum == entry.sha256)
        size = await session.scalar(query)
        expected = FileOnNet(size, entry.sha256) if size is not None else None
    return _Link(entry, expected, limits.largest * MEGABYTE, limits.private_links)


async def _begun(session: AsyncSession, row: GuideLinkRow | None, entry: GuideEntry) -> GuideLinkRow:
    """A row for an address that was never asked for; of an earlier one nothing is kept but what was told."""
    if row is None:
        row = GuideLinkRow(language=entry.language, url=entry.url, failures=0)
        session.add(row)
    row.url, row.failures = entry.url, 0
    row.fine_at = row.fault = row.other = None
    await session.flush()
    return row


def _due(row: GuideLinkRow, now: datetime) -> bool:
    """A clock that was set back must not put it off for longer than a day."""
    if row.asked_at is None or row.asked_at > now:
        return True
    return now - row.asked_at >= (AGAIN if row.failures == 1 else DAILY)
