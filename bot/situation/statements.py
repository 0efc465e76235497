"""What is taken out of the lägesbild: the statements of a version, or of reports that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.situation.compiled import Count, Version
from bot.situation.names import Names
from bot.situation.values import WIDTH, Audience, Confidence, Level, Part, Report, Trend
from bot.situation.wanted import Wanted


@dataclass(frozen=True)
class Statement:
    """One part of one report; ``level``, ``trend`` and ``audience`` are the report's, where known."""

    report: str
    actor: str
    part: Part
    words: str
    observed_at: datetime
    reported_at: datetime
    confidence: Confidence
    source: str
    kommuner: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    carried: bool = False
    level: Level | None = None
    trend: Trend | None = None
    audience: Audience | None = None


@dataclass(frozen=True)
class Exported:
    """``version`` None: an extract. ``audience``: who may see all of it, so the narrowest of what is in it.

    ``cases`` are in bands whoever asks, since the file may go further.
    ``total``: how many reports fitted, of which the file has the newest.
    """

    audience: Audience
    made_at: datetime
    names: Names
    statements: tuple[Statement, ...]
    version: Version | None = None
    cases: Mapping[str, Count] = field(default_factory=dict)
    asked: Wanted = field(default_factory=Wanted)
    total: int = 0
    reports: int = 0


def of_version(version: Version) -> Iterator[Statement]:
    """Nothing but what the version itself shows, so that a file is never wider than the picture."""
    for block in version.themes:
        for line in block.lines:
            yield Statement(
                report=line.report,
                actor=line.actor,
                part=line.part,
                words=line.words,
                observed_at=line.observed_at,
                reported_at=line.reported_at,
                confidence=line.confidence,
                source=line.source,
                kommuner=line.kommuner,
                themes=(block.theme,) if block.theme else (),
                carried=line.carried,
            )


def of_reports(reports: Iterable[Report]) -> Iterator[Statement]:
    for report in reports:
        for part, words in report.parts.items():
            yield Statement(
                report=report.reference,
                actor=report.actor,
                part=part,
                words=words,
                observed_at=report.observed_at,
                reported_at=report.reported_at,
                confidence=report.confidence,
                source=report.source,
                kommuner=report.kommuner,
                themes=report.tags,
                level=report.level,
                trend=report.trend,
                audience=report.audience,
            )


def narrowest(audience: Audience, reports: Iterable[Report]) -> Audience:
    """Who may see a file with these: one's own reports may be for fewer than the rest."""
    return min((audience, *(one.audience for one in reports)), key=WIDTH.__getitem__)
