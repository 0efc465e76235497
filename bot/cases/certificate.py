"""What the proof of coverage comes to: a certificate, or the holes in it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.duty.facts import UnitKind


class Cause(StrEnum):
    """Why nobody answers."""

    CLOSED = "closed"
    """Every unit of the chain is closed when it is reached."""
    NOBODY = "nobody"
    """A unit is open and has no people."""
    NO_ROW = "no_row"
    """No row of the routing table fits."""
    STEPS = "steps"
    """Somebody answers, but only after more steps than are allowed."""
    CIRCLE = "circle"
    """A unit of the chain refers, by ``next``, in a circle."""
    RESERVE = "reserve"
    """Weaker than a hole: only the register's ``fallback_unit`` answers."""


@dataclass(frozen=True)
class Kind:
    """Cases that the routing table takes alike; ``age`` and ``gang`` are an example of them."""

    to: Destination
    urgency: Urgency
    age: AgeBand
    gang: Gang
    told_apart: bool
    """The table has other ways for other ages or for a tie to gangs."""


@dataclass(frozen=True)
class Hole:
    """From an instant up to another, both in UTC, nobody answers such a case."""

    start: datetime
    end: datetime
    kommun: str | None
    """None when neither residence nor whereabouts are in the county."""
    known: bool
    """The kommun is where the person lives; otherwise where the person is, and the residence is unknown."""
    kind: Kind
    cause: Cause


@dataclass(frozen=True)
class Unnamed:
    """A unit is open and its roster names nobody, so that everyone in it stands in."""

    unit: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Answer:
    """When units of this kind answer an urgent case of a kommun, of somebody who lives and is there."""

    kommun: str
    kind: UnitKind
    edges: array[int]
    """Start and end in turn, in seconds since 1970: a year has many, and a certificate is kept."""

    @property
    def spans(self) -> Iterator[tuple[int, int]]:
        """Start and end of each, in order."""
        return zip(self.edges[::2], self.edges[1::2], strict=True)

    @property
    def seconds(self) -> int:
        return sum(self.edges[1::2]) - sum(self.edges[::2])


@dataclass(frozen=True)
class Counts:
    """What was looked at."""

    kommuner: int
    kinds: int
    cases: int
    """Distinguishable cases: each kind for each pair of residence and whereabouts."""
    chains: int
    """Ways through units that differ in anything that counts."""
    intervals: int
    """Stretches of time in which a chain goes one way."""
    minutes: int
    """Whole minutes of the period times cases."""


@dataclass(frozen=True)
class Certificate:
    version: int
    """The register's."""
    start: datetime
    end: datetime
    steps: int
    """Somebody must answer within so many steps."""
    counts: Counts
    holes: tuple[Hole, ...] = ()
    circles: tuple[tuple[str, ...], ...] = ()
    """Units that refer to each other by ``next``, the first one again at the end."""
    reserve: tuple[Hole, ...] = ()
    unnamed: tuple[Unnamed, ...] = ()
    unrostered: tuple[str, ...] = ()
    """Units that answer and have no roster at all."""
    answers: tuple[Answer, ...] = ()
    """Who answers most of what is urgent."""
    seconds: float = 0.0
    """What the proof took."""

    @property
    def whole(self) -> bool:
        return not self.holes and not self.circles
