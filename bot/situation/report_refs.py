"""References of reports as people type them, and the report that is meant."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.text import fold
from bot.errors import Refusal
from bot.situation.tables import ReportRow
from bot.situation.values import ReportKind, ReportState

_LATEST = frozenset({"", "senaste", "sista", "last", "latest"})
_WRITTEN = re.compile(r"(?:r(?:apport)?\b|r(?=\d))?\W*(?:(?P<day>\d{4})\W*[\W_]\W*)?(?P<number>\d{1,8})")
_DAY = 4


def written_reference(text: str, local: datetime) -> str | None:
    """R-1121-17 of "r 1121 17", "1121-17" or, of today, "17"; None for anything else."""
    found = _WRITTEN.fullmatch(fold(text[:40]).strip(" .,;:!?()\"'"))
    if found is None:
        return None
    day, number = found["day"], found["number"]
    if day is None and len(number) > _DAY:
        day, number = number[:_DAY], number[_DAY:]
    return f"R-{day or format(local, '%m%d')}-{int(number)}"


def means_latest(text: str) -> bool:
    return fold(text[:40]).strip(" .,;:!?") in _LATEST


async def own_report(
    session: AsyncSession, text: str, actors: Collection[str], local: datetime, *, lock: bool = True
) -> ReportRow:
    """The report of one of these actors that is meant, its newest version where the one named has one.

    Raises:
        Refusal: ``report.unknown``; other actors' reports are as unknown as those that are not there.
    """
    own = select(ReportRow).where(
        ReportRow.actor.in_(actors), ReportRow.kind == ReportKind.REPORT, ReportRow.words.is_not(None)
    )
    if means_latest(text):
        wanted = own.where(ReportRow.state == ReportState.CURRENT).order_by(ReportRow.id.desc()).limit(1)
    else:
        wanted = own.where(ReportRow.reference == written_reference(text, local))
    found = await session.scalar(wanted)
    if found is None:
        raise Refusal("report.unknown", text=text[:40])
    return await newest(session, found, lock=lock)


async def newest(session: AsyncSession, row: ReportRow, *, lock: bool = False) -> ReportRow:
    """The last of the versions that name one another; ``lock``: no newer one comes until the commit."""
    while True:
        if lock:
            held = select(ReportRow).where(ReportRow.id == row.id).with_for_update()
            row = (await session.scalars(held.execution_options(populate_existing=True))).one()
        after = select(ReportRow).where(ReportRow.corrects_id == row.id)
        found = await session.scalar(after.order_by(ReportRow.id.desc()).limit(1))
        if found is None:
            return row
        row = found
