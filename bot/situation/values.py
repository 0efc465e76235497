"""The words of a lägesbild as values: what is reported, for whom, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

COUNTY: Final = "lan"
"""Stands for the whole county where a kommun's code would."""


class Level(IntEnum):
    """How strained the situation is; the register gives the names."""

    NORMAL = 0
    STRAINED = 1
    SERIOUS = 2
    CRITICAL = 3


class Trend(StrEnum):
    WORSE = "worse"
    SAME = "same"
    BETTER = "better"


class Confidence(StrEnum):
    """How sure a statement is (bekräftat, troligt, obekräftat)."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    UNCONFIRMED = "unconfirmed"


class Audience(StrEnum):
    """Who may see a report: the actor itself, ROC and the leadership, or all actors."""

    OWN = "own"
    ROC = "roc"
    SSR = "ssr"


WIDTH: Final[Mapping[Audience, int]] = {Audience.OWN: 0, Audience.ROC: 1, Audience.SSR: 2}
"""A version for an audience holds the reports whose own audience is at least as wide."""


class Part(StrEnum):
    """The headings of a report, in the order in which they are read."""

    EVENT = "event"
    CONSEQUENCE = "consequence"
    MEASURE = "measure"
    PLANNED = "planned"
    RESOURCE = "resource"
    NEED = "need"
    FORECAST = "forecast"


class ReportKind(StrEnum):
    """NOTHING: "inget nytt", which says that somebody looked."""

    REPORT = "report"
    NOTHING = "nothing"


class ReportState(StrEnum):
    """REPLACED: a newer version names it. Only CURRENT ones are compiled."""

    CURRENT = "current"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class RoundState(StrEnum):
    """CLOSED: compiled and under review. DROPPED: the cadence changed. MISSED: a later one names it."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    POSTED = "posted"
    DROPPED = "dropped"
    MISSED = "missed"


class Mode(StrEnum):
    ORDINARY = "ordinary"
    ACTIVATED = "activated"


@dataclass(frozen=True)
class Report:
    """One actor's report as it is compiled: ``parts`` has only headings with words in them.

    ``kommuner`` are codes, or ``COUNTY``. ``source`` is a role, never a person.
    """

    id: int
    reference: str
    actor: str
    kind: ReportKind
    audience: Audience
    observed_at: datetime
    reported_at: datetime
    parts: Mapping[Part, str] = field(default_factory=dict)
    kommuner: tuple[str, ...] = ()
    level: Level | None = None
    trend: Trend | None = None
    confidence: Confidence = Confidence.UNCONFIRMED
    source: str = ""
    tags: tuple[str, ...] = ()
    """Ids of themes in the register, the first of them the one under which it stands."""
    urgent: bool = False
    exercise: bool = False
    corrects: str | None = None
    """The reference of the published report that this is a new version of."""
    same_as: str | None = None
    """The reference of another actor's report about the same event: counted once."""
