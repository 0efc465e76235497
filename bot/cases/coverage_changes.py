"""Which holes are new since the last proof, and which are mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cases.certificate import Cause, Hole
from bot.cases.coverage_spans import merged
from bot.cases.coverage_stops import instant, seconds
from bot.cases.entries import Destination, Urgency

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Where:
    """What a hole is apart from its time, as operations are told of it."""

    kommun: str | None
    known: bool
    to: Destination
    urgency: Urgency
    cause: Cause


@dataclass(frozen=True)
class Gap:
    """One hole, whoever it is for among those of a kind."""

    where: Where
    start: datetime
    end: datetime


Known = Mapping[Where, Spans]


def gaps_of(holes: Iterable[Hole]) -> Known:
    """Holes by all but their time; those of several ages, or with and without a tie to gangs, as one."""
    found: dict[Where, list[tuple[int, int]]] = {}
    for hole in holes:
        where = Where(hole.kommun, hole.known, hole.kind.to, hole.kind.urgency, hole.cause)
        found.setdefault(where, []).append((seconds(hole.start), seconds(hole.end)))
    return {where: merged(spans) for where, spans in found.items()}


def told(holes: Iterable[Hole]) -> tuple[Gap, ...]:
    """Holes as they are told."""
    return tuple(_gaps((where, span) for where, spans in gaps_of(holes).items() for span in spans))


def opened(before: Known, after: Known, looked_until: datetime | None) -> tuple[Gap, ...]:
    """What was not there before.

    A hole that comes into view only because a day has passed is not told when it is one more of a kind that
    is known: a gap of every night would be news every night.
    """
    horizon = None if looked_until is None else seconds(looked_until)
    return tuple(_gaps(_opened(before, after, horizon)))


def _opened(before: Known, after: Known, horizon: int | None) -> Iterator[tuple[Where, tuple[int, int]]]:
    for where, spans in after.items():
        known = before.get(where, ())
        for start, end in minus(spans, known):
            if not (known and horizon is not None and start >= horizon):
                yield where, (start, end)


def mended(before: Known, after: Known, now: datetime) -> tuple[Gap, ...]:
    """Holes still to come that are gone altogether."""
    at = seconds(now)
    return tuple(
        _gaps(
            (where, (start, end))
            for where, spans in before.items()
            for start, end in spans
            if end > at and not any(s < end and start < e for s, e in after.get(where, ()))
        )
    )


def minus(spans: Iterable[tuple[int, int]], others: Spans) -> Iterator[tuple[int, int]]:
    """The parts of the spans that are in none of the others; both in order."""
    for start, end in spans:
        at = start
        for low, high in others:
            if high <= at or low >= end:
                continue
            if at < low:
                yield at, low
            at = max(at, high)
        if at < end:
            yield at, end


def _gaps(found: Iterable[tuple[Where, tuple[int, int]]]) -> Iterator[Gap]:
    for where, (start, end) in sorted(found, key=lambda one: (one[1], one[0].kommun or "")):
        yield Gap(where, instant(start), instant(end))
