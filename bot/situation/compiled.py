"""The compiled picture as a value: what a version for one audience says, before anybody puts it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.press.facts import Communication
from bot.situation.values import Audience, Confidence, Level, Mode, Part, Report, Trend


@dataclass(frozen=True)
class NeedState:
    """A need as it stands. ``kommun`` is a code; ``late``: its time is over, or nobody took it in time."""

    reference: str
    actor: str
    audience: Audience
    words: str
    raised_at: datetime
    owner: str | None = None
    """The actor that sees to it."""
    due_at: datetime | None = None
    kommun: str | None = None
    tags: tuple[str, ...] = ()
    late: bool = False
    exercise: bool = False


@dataclass(frozen=True)
class ModeState:
    """The mode as it stands. ``cause`` is None in the ordinary mode."""

    mode: Mode = Mode.ORDINARY
    since: datetime | None = None
    cause: str | None = None
    called_for: str | None = None
    """The actor that called for it."""
    reference: str | None = None
    called: str | None = None
    """The reference of a call that waits for its decision."""


@dataclass(frozen=True)
class CaseNumbers:
    """Open cases by state, and how many were raised since the last picture: counts only, no exercises."""

    by_state: Mapping[str, int] = field(default_factory=dict)
    raised: int = 0


@dataclass(frozen=True)
class Inputs:
    """Everything a picture is made of, frozen when it is compiled. Reports and needs of every audience.

    ``before`` are the reports that stood in the last published picture, for what changed since then.
    ``asked`` are the actors that count as missing when silent, in the register's order.
    """

    reference: str
    due_at: datetime
    compiled_at: datetime
    mode: ModeState
    threshold: int
    stale: timedelta
    reports: tuple[Report, ...] = ()
    before: tuple[Report, ...] = ()
    before_reference: str | None = None
    before_at: datetime | None = None
    needs: tuple[NeedState, ...] = ()
    cases: CaseNumbers = field(default_factory=CaseNumbers)
    asked: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    """Ids in the register's order."""
    home: Mapping[str, str] = field(default_factory=dict)
    """Kommun code of the actors that are kommuner."""
    communication: Communication | None = None
    """None in what was frozen before there was any."""
    exercise: bool = False


class Standing(StrEnum):
    """REPORTED and NOTHING since the last picture; MISSING: neither."""

    REPORTED = "reported"
    NOTHING = "nothing"
    MISSING = "missing"


@dataclass(frozen=True)
class ActorStanding:
    """How an actor stands in this round. ``last`` is when it last reported anything this audience may see."""

    actor: str
    standing: Standing
    last: datetime | None = None


@dataclass(frozen=True)
class KommunLevel:
    """A kommun's tile: a level of None means not reported; ``observed_at`` gives a carried one its age."""

    kommun: str
    level: Level | None
    trend: Trend | None = None
    carried: bool = False
    observed_at: datetime | None = None
    reports: tuple[str, ...] = ()
    """The references it follows from."""


@dataclass(frozen=True)
class Line:
    """One sentence or paragraph of one report, traced to it.

    ``also`` are the references of other actors' reports about the same event: shown, not counted again.
    """

    report: str
    actor: str
    part: Part
    words: str
    observed_at: datetime
    reported_at: datetime
    confidence: Confidence
    source: str
    kommuner: tuple[str, ...] = ()
    carried: bool = False
    """From an earlier round: shown with its age."""
    late: bool = False
    corrects: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThemeBlock:
    """``theme`` is an id, or "" for what has none."""

    theme: str
    lines: tuple[Line, ...]
    events: int
    """How many events: reports about the same one are counted once."""


class ChangeKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    LEVEL = "level"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Change:
    """Something that differs from the last published picture in the same version.

    ``line`` of NEW, CHANGED and CORRECTED; ``kommun``, ``before`` and ``now`` of LEVEL; ``report`` of GONE.
    """

    kind: ChangeKind
    report: str | None = None
    line: Line | None = None
    kommun: str | None = None
    before: Level | None = None
    now: Level | None = None


@dataclass(frozen=True)
class Count:
    """A number as it may be said: exactly, or as a band that hides small ones; ``most`` None has no end."""

    least: int
    most: int | None

    @property
    def exact(self) -> bool:
        return self.least == self.most


@dataclass(frozen=True)
class Version:
    """What one audience is told. ``held``: without any free text, because nobody reviewed it in time.

    ``kommun``: the local picture of a kommun–polis room.
    """

    reference: str
    version: int
    audience: Audience
    due_at: datetime
    compiled_at: datetime
    mode: ModeState
    changes: tuple[Change, ...]
    needs: tuple[NeedState, ...]
    late: tuple[Line | NeedState, ...]
    """Needs and planned measures whose time is over."""
    levels: tuple[KommunLevel, ...]
    """All kommuner of the county, in the order of their codes."""
    county: KommunLevel
    themes: tuple[ThemeBlock, ...]
    standings: tuple[ActorStanding, ...]
    cases: Mapping[str, Count]
    """By state, and for ROC ``suppress.RAISED_SINCE``; empty in a local picture and in an exercise."""
    communication: Communication | None = None
    """None in a local picture."""
    before_reference: str | None = None
    before_at: datetime | None = None
    held: bool = False
    kommun: str | None = None
    exercise: bool = False
    corrects: int | None = None
    """The version that this one corrects, and why."""
    reason: str | None = None
