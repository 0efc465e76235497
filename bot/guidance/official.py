"""The official guide in one language: what is handed out, how old its check is, whether its link works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance.entries import GuidanceEntry, GuideEntry, guide, settings
from bot.guidance.tables import GuideFileRow, GuideLinkRow
from bot.register.section import Snapshot

FAILED_OFTEN: Final = 2
"""Times in a row after which a link counts as broken: once may be a net that was away."""


class LinkState(StrEnum):
    """UNKNOWN: not asked for yet, or not at all. OTHER: another file lies there than is handed out."""

    UNKNOWN = "unknown"
    FINE = "fine"
    BROKEN = "broken"
    OTHER = "other"


@dataclass(frozen=True)
class Official:
    """``body``: the PDF; None where none is loaded. ``fine_at``: when the link last worked."""

    entry: GuideEntry
    body: bytes | None
    too_old: bool
    link: LinkState = LinkState.UNKNOWN
    fine_at: datetime | None = None

    @property
    def name(self) -> str:
        """What the file is called where it is handed out."""
        return f"gangsnacket-{self.entry.language}.pdf"


async def official(
    session: AsyncSession, snapshot: Snapshot, language: str, now: datetime
) -> Official | None:
    """The guide of the register in force; None where it has none in this language."""
    entry = guide(snapshot, language)
    if entry is None:
        return None
    body = None
    if entry.sha256 is not None:
        query = select(GuideFileRow.body).where(GuideFileRow.checksum == entry.sha256)
        body = await session.scalar(query)
    row = await session.get(GuideLinkRow, language)
    limits = settings(snapshot)
    asked = row is not None and row.url == entry.url and limits.check_links
    return Official(
        entry=entry,
        body=body,
        too_old=too_old(entry, limits, now),
        link=link_state(row) if row is not None and asked else LinkState.UNKNOWN,
        fine_at=row.fine_at if row is not None and asked else None,
    )


def too_old(entry: GuideEntry, limits: GuidanceEntry, now: datetime) -> bool:
    """Whether nobody has looked at the guide for longer than the register allows."""
    return now.date() - entry.checked_at > limits.guide_age


def link_state(row: GuideLinkRow) -> LinkState:
    if row.failures >= FAILED_OFTEN:
        return LinkState.BROKEN
    if row.other is not None:
        return LinkState.OTHER
    return LinkState.FINE if row.fine_at is not None else LinkState.UNKNOWN
