"""The proof of coverage: at every instant ahead every case meets somebody, and no chain goes in a circle."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.actors.facts import kommuner
from bot.cases.certificate import Answer, Cause, Certificate, Counts, Hole, Kind, Unnamed
from bot.cases.coverage_chain import Chain, Choice, Walked, chain_of, walk
from bot.cases.coverage_names import unnamed
from bot.cases.coverage_spans import merged
from bot.cases.coverage_stops import Stops, circle_from, instant, seconds
from bot.cases.coverage_ways import Asked, Way, kinds, ways
from bot.cases.entries import Urgency
from bot.cases.table import defaults
from bot.duty.facts import Duty, UnitKind, unit, units
from bot.register.section import Snapshot

DAYS: Final = 400
_MINUTE: Final = 60
Place = tuple[str | None, bool, Kind]
"""Kommun, whether it is the residence, and kind."""


def prove(snapshot: Snapshot, duty: Duty, start: datetime, days: int = DAYS) -> Certificate:
    """Follow every chain through every instant of the period.

    Pure and slow (about a second for a year): to be called off the event loop, with a ``Duty`` that
    nobody else uses meanwhile.
    """
    return _Proof(snapshot, duty, start, days).certificate()


class _Proof:
    def __init__(self, snapshot: Snapshot, duty: Duty, start: datetime, days: int) -> None:
        self.snapshot = snapshot
        self.duty = duty
        self.start = start.replace(second=0, microsecond=0)
        self.end = self.start + timedelta(days=days)
        self.steps = defaults(snapshot).steps
        self.stops = Stops(snapshot, duty, self.start, self.end)
        self.walked: dict[tuple[object, ...], tuple[Chain, Walked]] = {}
        self.led: dict[Place, dict[int, Walked]] = {}
        self.answering: set[str] = set()
        self.answers: list[Answer] = []

    def certificate(self) -> Certificate:
        asked = kinds(self.snapshot)
        cases = sum(self._follow(one) for one in asked)
        holes = sorted(self._holes(), key=_in_order)
        names = unnamed(self.snapshot, self.duty, self.answering, self.start, self.end)
        return Certificate(
            version=self.snapshot.version,
            start=self.start,
            end=self.end,
            steps=self.steps,
            counts=Counts(
                kommuner=len(kommuner()),
                kinds=len(asked),
                cases=cases,
                chains=len(self.walked),
                intervals=sum(walked.intervals for _, walked in self.walked.values()),
                minutes=cases * (seconds(self.end) - seconds(self.start)) // _MINUTE,
            ),
            holes=tuple(hole for hole in holes if hole.cause is not Cause.RESERVE),
            circles=tuple(self._circles()),
            reserve=tuple(hole for hole in holes if hole.cause is Cause.RESERVE),
            unnamed=tuple(Unnamed(*one) for one in names.gaps),
            unrostered=names.unrostered,
            answers=tuple(self.answers),
        )

    def _follow(self, asked: Asked) -> int:
        """Every case of the kind; how many there are."""
        number = 0
        for way in ways(self.snapshot, asked):
            number += 1
            walked, names = self._walk(asked.kind, way)
            if walked.gaps:
                self.led.setdefault((way.kommun, way.known, asked.kind), {})[id(walked)] = walked
            if way.at_home and asked.common and way.kommun:
                self.answers += self._shown(way.kommun, walked, names)
        return number

    def _walk(self, kind: Kind, way: Way) -> tuple[Walked, Mapping[str, str]]:
        """Chains that differ only in the names of their units are followed once; and which name is whose."""
        chain = self._chain(kind, way)
        signature = chain.signature()
        known = self.walked.get(signature)
        if known is None:
            known = self.walked[signature] = chain, walk(chain, seconds(self.start), seconds(self.end))
        first, walked = known
        names = dict(zip(first.units(), chain.units(), strict=True))
        self.answering |= {names[one] for one in walked.answering}
        return walked, names

    def _shown(self, kommun: str, walked: Walked, names: Mapping[str, str]) -> Iterator[Answer]:
        by_kind: dict[UnitKind, list[tuple[int, int]]] = {}
        for start, end, name in walked.answers:
            found = unit(self.snapshot, names[name])
            if found is not None:
                by_kind.setdefault(found.kind, []).append((start, end))
        for kind, spans in by_kind.items():
            yield Answer(kommun, kind, array("q", (edge for span in merged(spans) for edge in span)))

    def _chain(self, kind: Kind, way: Way) -> Chain:
        choices = (
            Choice(
                self.stops.stop(one.unit, one.kommun, kind.urgency),
                one.route.open,
                tuple(self.stops.stop(also.unit, also.kommun, kind.urgency) for also in second),
            )
            for one, second in way.led
        )
        name = defaults(self.snapshot).fallback_unit
        reserve = unit(self.snapshot, name) if name else None
        if reserve is not None and reserve.exercise:
            reserve = None
        return chain_of(
            choices,
            self.stops.stop(reserve, None, kind.urgency) if reserve else None,
            office=kind.urgency is Urgency.OFFICE,
            steps=self.steps,
        )

    def _holes(self) -> Iterator[Hole]:
        for (kommun, known, kind), led in self.led.items():
            gaps: dict[Cause, set[tuple[int, int]]] = {}
            for walked in led.values():
                for start, end, cause in walked.gaps:
                    gaps.setdefault(cause, set()).add((start, end))
            for cause, spans in gaps.items():
                for start, end in merged(spans):
                    yield Hole(instant(start), instant(end), kommun, known, kind, cause)

    def _circles(self) -> Iterator[tuple[str, ...]]:
        """Each circle once, begun at the unit that the register has first."""
        told: set[frozenset[str]] = set()
        for one in units(self.snapshot):
            circle = () if one.exercise else circle_from(self.snapshot, one)
            if circle and frozenset(circle) not in told:
                told.add(frozenset(circle))
                yield circle


def _in_order(hole: Hole) -> tuple[datetime, str, bool, str, str]:
    return hole.start, hole.kommun or "", not hole.known, hole.kind.to, hole.kind.urgency


def by_time(holes: Iterable[Hole]) -> Mapping[tuple[datetime, datetime, Cause], tuple[Hole, ...]]:
    """Holes of the same stretch and cause together, as people want to read them."""
    found: dict[tuple[datetime, datetime, Cause], tuple[Hole, ...]] = {}
    for hole in holes:
        key = (hole.start, hole.end, hole.cause)
        found[key] = (*found.get(key, ()), hole)
    return found
