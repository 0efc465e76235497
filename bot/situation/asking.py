"""Reports as somebody asks for them: found by what is not sealed, and only what that person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.actors.facts import ActorEntry
from bot.register.section import Snapshot
from bot.situation.audience import Sight
from bot.situation.reading import to_report
from bot.situation.tables import ReportRow
from bot.situation.values import COUNTY, Audience, Report, ReportKind, ReportState
from bot.situation.wanted import Wanted

_AT_ONCE: Final = 1000


@dataclass(frozen=True)
class Seen:
    """A report as it is shown. ``author`` is a user id, None where names of people are not shown.

    ``published``: it stood in a picture that went out.
    """

    report: Report
    state: ReportState
    published: bool
    author: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Found:
    """One page of what was found, newest first; ``total`` is how many there are on all pages."""

    reports: tuple[Seen, ...]
    total: int
    before: int = 0
    """How many of them stand on earlier pages."""


async def find_reports(
    session: AsyncSession,
    wanted: Wanted,
    sight: Sight,
    home: Mapping[str, str],
    *,
    skip: int = 0,
    most: int,
) -> Found:
    """The reports that stand; only those of the page are opened, since what was written is sealed.

    ``home``: the kommun of each actor that is one; its report without a kommun is about that.
    """
    light = (
        select(ReportRow.id, ReportRow.reported_at, ReportRow.actor, ReportRow.kommuner, ReportRow.tags)
        .where(
            ReportRow.state == ReportState.CURRENT,
            ReportRow.kind == ReportKind.REPORT,
            ReportRow.exercise.is_(False),
            seen_by(sight),
            *_columns(wanted),
        )
        .order_by(ReportRow.reported_at.desc(), ReportRow.id.desc())
    )
    # part by part: two years of reports would hold up everything else while they are read
    found: list[int] = []
    part = (await session.execute(light.limit(_AT_ONCE))).all()
    while part:
        found += [
            number
            for number, _, actor, kommuner, tags in part
            if (wanted.theme is None or wanted.theme in tags)
            and (wanted.kommun is None or wanted.kommun in (kommuner or [home.get(actor, COUNTY)]))
        ]
        if len(part) < _AT_ONCE:
            break
        number, at, *_ = part[-1]
        part = (await session.execute(light.where(_older(at, number)).limit(_AT_ONCE))).all()
    page = found[skip : skip + most]
    return Found(await opened(session, page, sight), len(found), min(skip, len(found)))


async def opened(session: AsyncSession, numbers: Sequence[int], sight: Sight) -> tuple[Seen, ...]:
    """These rows in that order, with the references that they name; left out what is not to be seen."""
    corrected, same = aliased(ReportRow), aliased(ReportRow)
    rows = await session.execute(
        select(ReportRow, corrected, same)
        .outerjoin(corrected, ReportRow.corrects_id == corrected.id)
        .outerjoin(same, ReportRow.same_as_id == same.id)
        .where(ReportRow.id.in_(numbers))
    )
    found = {
        row.id: _seen(row, sight, _reference(first, sight), _reference(other, sight))
        for row, first, other in rows.all()
        if sight.sees(row.actor, Audience(row.audience))
    }
    return tuple(found[number] for number in numbers if number in found)


def homes(snapshot: Snapshot) -> Mapping[str, str]:
    """The kommun's code of each actor that is one."""
    return {entry.id: entry.kommun for entry in snapshot.of(ActorEntry).values() if entry.kommun}


def seen_by(sight: Sight) -> ColumnElement[bool]:
    """The same rule as ``Sight.sees``, for the database."""
    widths = [one.value for one in Audience if sight.sees("", one)]
    return or_(ReportRow.audience.in_(widths), ReportRow.actor == (sight.actor or ""))


def _older(at: datetime, number: int) -> ColumnElement[bool]:
    """What follows this one, newest first."""
    same = and_(ReportRow.reported_at == at, ReportRow.id < number)
    return or_(ReportRow.reported_at < at, same)


def _columns(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(ReportRow.reported_at >= wanted.since)
    if wanted.until is not None:
        found.append(ReportRow.reported_at < wanted.until)
    if wanted.actor is not None:
        found.append(ReportRow.actor == wanted.actor)
    if wanted.level is not None:
        found.append(ReportRow.level >= int(wanted.level))
    return found


def _reference(row: ReportRow | None, sight: Sight) -> str | None:
    """A report that is not to be seen is not named either."""
    return row.reference if row is not None and sight.sees(row.actor, Audience(row.audience)) else None


def _seen(row: ReportRow, sight: Sight, corrects: str | None, same_as: str | None) -> Seen:
    report = to_report(row, corrects, same_as)
    inside = sight.audience is Audience.ROC or sight.actor == row.actor
    if row.state == ReportState.WITHDRAWN and not inside:
        report = replace(report, parts={}, source="", level=None, trend=None)
    return Seen(
        report=report,
        state=ReportState(row.state),
        published=row.published_at is not None,
        author=row.author if sight.audience is Audience.ROC else None,
        changed_at=row.changed_at,
    )
