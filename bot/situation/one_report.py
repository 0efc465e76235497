"""One report with its versions, and who else told of the same event."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.situation.asking import Seen, opened
from bot.situation.audience import Sight
from bot.situation.tables import ReportRow
from bot.situation.values import Audience

_MOST = 50
"""Versions of one report: more would be a circle."""


@dataclass(frozen=True)
class OneReport:
    """``versions`` from the first to the last, this one among them; ``same``: others about the same event."""

    shown: Seen
    versions: tuple[Seen, ...]
    same: tuple[Seen, ...]


async def one_report(session: AsyncSession, reference: str, sight: Sight) -> OneReport:
    """The report of that reference.

    Raises:
        Refusal: ``picture.no_report``, the same for one that is not there and one that is not to be seen.
    """
    row = await session.scalar(select(ReportRow).where(ReportRow.reference == reference))
    if row is None or not sight.sees(row.actor, Audience(row.audience)):
        raise Refusal("picture.no_report", text=reference)
    versions = await opened(session, await _chain(session, row), sight)
    event = row.same_as_id or row.id
    others = select(ReportRow.id).where(
        or_(ReportRow.id == event, ReportRow.same_as_id == event), ReportRow.id != row.id
    )
    same = await opened(session, list(await session.scalars(others.order_by(ReportRow.id))), sight)
    shown = next(one for one in versions if one.report.id == row.id)
    return OneReport(shown, versions, same)


async def _chain(session: AsyncSession, row: ReportRow) -> list[int]:
    """The versions before and after, by the one that each corrects."""
    found = [row.id]
    before = row.corrects_id
    while before is not None and len(found) < _MOST:
        found.insert(0, before)
        before = await session.scalar(select(ReportRow.corrects_id).where(ReportRow.id == before))
    after: int | None = row.id
    while after is not None and len(found) < _MOST:
        newer = select(ReportRow.id).where(ReportRow.corrects_id == after)
        after = await session.scalar(newer.order_by(ReportRow.id).limit(1))
        if after is not None and after not in found:
            found.append(after)
    return found
