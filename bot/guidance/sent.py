"""Official guides that were sent in the operations room: they lie beside the register's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance.entries import GuideEntry, SentGuideEntry
from bot.guidance.tables import GuideSentRow
from bot.register.section import Entry, Snapshot
from bot.register.state import mark_changed


async def sent_guides(session: AsyncSession) -> Mapping[type[Entry], Mapping[str, Entry]]:
    """What a ``RegisterSource`` adds to its snapshots (``beside=[sent_guides]``)."""
    rows = await _rows(session)
    return {SentGuideEntry: {row.language: SentGuideEntry.model_validate(row.entry) for row in rows}}


async def put_sent(session: AsyncSession, entry: SentGuideEntry, at: datetime, by: str) -> None:
    """It is handed out from now on; the one sent before it is kept, so that it can be taken back."""
    await mark_changed(session)
    row = await _locked(session, entry.language)
    if row is None:
        row = GuideSentRow(language=entry.language)
        session.add(row)
    row.before, row.entry = row.entry, entry.model_dump(mode="json", exclude_none=True)
    row.sent_at, row.sent_by = at, by
    await session.flush()


async def take_back(
    session: AsyncSession, language: str, checksum: str | None = None
) -> SentGuideEntry | None:
    """The last one that was sent counts no more; it, or None when there is none (with that checksum)."""
    await mark_changed(session)
    row = await _locked(session, language)
    if row is None or (checksum is not None and row.entry.get("sha256") != checksum):
        return None
    gone = SentGuideEntry.model_validate(row.entry)
    if row.before is None:
        await session.delete(row)
    else:
        row.entry, row.before = row.before, None
    await session.flush()
    return gone


async def yielding(
    session: AsyncSession, snapshot: Snapshot
) -> tuple[Sequence[GuideSentRow], Sequence[GuideSentRow]]:
    """Those that give way to the register that is loaded, and those that stay in force before it.

    The register's comes first where it was checked later, or where it is the very same file.
    """
    ends: list[GuideSentRow] = []
    stays: list[GuideSentRow] = []
    for row in await _rows(session):
        registered = snapshot.of(GuideEntry).get(row.language)
        sent = SentGuideEntry.model_validate(row.entry)
        newer = registered is not None and (
            registered.checked_at > sent.checked_at or registered.sha256 == sent.sha256
        )
        (ends if newer else stays).append(row)
    return ends, stays


async def _rows(session: AsyncSession) -> Sequence[GuideSentRow]:
    return (await session.scalars(select(GuideSentRow).order_by(GuideSentRow.language))).all()


async def _locked(session: AsyncSession, language: str) -> GuideSentRow | None:
    return await session.get(GuideSentRow, language, with_for_update=True, populate_existing=True)
