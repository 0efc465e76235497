"""Reports as values, and which of them stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.situation.tables import ReportRow
from bot.situation.values import (
    Audience,
    Confidence,
    Level,
    Part,
    Report,
    ReportKind,
    ReportState,
    Trend,
)

SOURCE = "source"
"""Beside the parts in ``ReportRow.words``."""


def to_report(row: ReportRow, corrects: str | None = None, same_as: str | None = None) -> Report:
    """The row as it is compiled; the references it names are looked up by ``reports_between``."""
    words = row.words or {}
    return Report(
        id=row.id,
        reference=row.reference,
        actor=row.actor,
        kind=ReportKind(row.kind),
        audience=Audience(row.audience),
        observed_at=row.observed_at,
        reported_at=row.reported_at,
        parts={part: words[part.value] for part in Part if words.get(part.value)},
        kommuner=tuple(row.kommuner),
        level=None if row.level is None else Level(row.level),
        trend=None if row.trend is None else Trend(row.trend),
        confidence=Confidence(row.confidence),
        source=words.get(SOURCE, ""),
        tags=tuple(row.tags),
        urgent=row.urgent,
        exercise=row.exercise,
        corrects=corrects,
        same_as=same_as,
    )


async def reports_between(
    session: AsyncSession, since: datetime | None, until: datetime | None, *, exercise: bool = False
) -> list[Report]:
    """The reports that stand, of every audience, in the order in which they came; both ends included."""
    corrected, same = aliased(ReportRow), aliased(ReportRow)
    wanted = (
        select(ReportRow, corrected.reference, same.reference)
        .outerjoin(corrected, ReportRow.corrects_id == corrected.id)
        .outerjoin(same, ReportRow.same_as_id == same.id)
        .where(ReportRow.state == ReportState.CURRENT, ReportRow.exercise == exercise)
        .order_by(ReportRow.reported_at, ReportRow.id)
    )
    if since is not None:
        wanted = wanted.where(ReportRow.reported_at >= since)
    if until is not None:
        wanted = wanted.where(ReportRow.reported_at <= until)
    return [to_report(row, first, other) for row, first, other in (await session.execute(wanted)).all()]
