"""Reports as rows: written, changed in place until they are out, and read for those who are told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import ActorEntry, person
from bot.register.section import Snapshot
from bot.situation.names import names
from bot.situation.reading import SOURCE, to_report
from bot.situation.report_values import NewReport, Told
from bot.situation.tables import ReportRow
from bot.situation.values import Audience, Confidence, Part, ReportKind, ReportState
from bot.store.keyring import keyring_of

_PLACE = "report.digest"


def values(new: NewReport, home: ActorEntry, seen: datetime) -> dict[str, Any]:
    """The columns that say what was written; what was left open as it is then understood.

    ``seen``: when, where no time was written. Without a kommun it is the actor's own, if it is one; without
    an audience it is ROC, the narrower one.
    """
    at_home = (home.kommun,) if home.kommun else ()
    return {
        "audience": (new.audience or Audience.ROC).value,
        "observed_at": new.observed_at or seen,
        "level": None if new.level is None else int(new.level),
        "trend": new.trend.value if new.trend else None,
        "confidence": (new.confidence or Confidence.UNCONFIRMED).value,
        "urgent": bool(new.urgent),
        "kommuner": list(new.kommuner if new.kommuner is not None else at_home),
        "tags": list(new.tags),
        "words": _words(new),
    }


def _words(new: NewReport) -> dict[str, str]:
    parts = {part.value: new.parts[part] for part in Part if new.parts.get(part)}
    return {**parts, SOURCE: new.source} if new.source else parts


def digests(session: AsyncSession, actor: str, columns: Mapping[str, Any], *, timed: bool) -> tuple[str, ...]:
    """Keyed hashes of what a report says, the one to keep first; ``timed``: its time was written in it."""
    said = {
        name: columns[name]
        for name in ("audience", "level", "trend", "confidence", "urgent", "kommuner", "tags")
    }
    said["words"] = {name: " ".join(text.split()) for name, text in columns["words"].items()}
    said["observed_at"] = columns["observed_at"].isoformat() if timed else None
    plain = json.dumps([actor, said], sort_keys=True, ensure_ascii=False).encode()
    return keyring_of(session.get_bind().dialect).marks(plain, _PLACE)


async def same_words(
    session: AsyncSession, actor: str, found: tuple[str, ...], since: datetime, *, exercise: bool
) -> ReportRow | None:
    """The actor's report that stands, has come since then and says just this."""
    wanted = select(ReportRow).where(
        ReportRow.actor == actor,
        ReportRow.reported_at >= since,
        ReportRow.digest.in_(found),
        ReportRow.state == ReportState.CURRENT,
        ReportRow.kind == ReportKind.REPORT,
        ReportRow.exercise == exercise,
    )
    row: ReportRow | None = await session.scalar(wanted.order_by(ReportRow.id.desc()).limit(1))
    return row


async def told(session: AsyncSession, snapshot: Snapshot, row: ReportRow) -> Told:
    """The row with the references that it names."""
    corrects = await session.get(ReportRow, row.corrects_id) if row.corrects_id else None
    same = await session.get(ReportRow, row.same_as_id) if row.same_as_id else None
    after = select(ReportRow.reference).where(ReportRow.corrects_id == row.id)
    author = person(snapshot, row.author)
    return Told(
        report=to_report(row, corrects.reference if corrects else None, same.reference if same else None),
        names=names(snapshot),
        by=author.name if author else row.author,
        flagged=row.flagged,
        changed_at=row.changed_at,
        replaced_by=await session.scalar(after.order_by(ReportRow.id.desc()).limit(1)),
        published_at=row.published_at,
        withdrawn_at=row.changed_at if row.state == ReportState.WITHDRAWN else None,
    )
