"""What somebody writes in a report, and what is told of one, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.situation.names import Names
from bot.situation.values import Audience, Confidence, Level, Part, Report, Trend


@dataclass(frozen=True)
class NewReport:
    """What was written; None where nothing was said. ``same`` is a reference as it was typed."""

    parts: Mapping[Part, str]
    actor: str | None = None
    kommuner: tuple[str, ...] | None = None
    observed_at: datetime | None = None
    level: Level | None = None
    trend: Trend | None = None
    confidence: Confidence | None = None
    source: str = ""
    audience: Audience | None = None
    tags: tuple[str, ...] = ()
    urgent: bool | None = None
    exercise: bool = False
    same: str | None = None


@dataclass(frozen=True)
class Coming:
    """The picture that a report will stand in; ``missed``: the round that had closed when it came."""

    reference: str | None = None
    due_at: datetime | None = None
    missed: str | None = None
    since: datetime | None = None
    """When that one closed."""


@dataclass(frozen=True)
class Told:
    """A report as it is told of: ``by`` is who wrote it, as the register names them.

    ``flagged``: written on a device that is not signed. ``replaced_by``: a newer version's reference.
    ``withdrawn``: its actor took it back.
    """

    report: Report
    names: Names
    by: str
    flagged: bool = False
    changed_at: datetime | None = None
    replaced_by: str | None = None
    withdrawn_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True)
class Receipt:
    """The answer to a report.

    ``again``: it said what one before it says, and nothing new was stored. ``changed``: it was there before.
    """

    told: Told
    coming: Coming = field(default_factory=Coming)
    again: bool = False
    changed: bool = False
    called: bool = False
    """The duty officers are called because of it, now."""
    answer: bool = False
    """It answers a directed request, which asks for no level."""
    corrects: str | None = None
    """The published report that this one takes the place of."""
