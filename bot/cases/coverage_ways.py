"""Every case that the routing table can tell from another, and the units that it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from bot.actors.facts import ANNAT_LAN, OKAND, kommuner
from bot.cases.certificate import Kind
from bot.cases.entries import AgeBand, Destination, Gang, RouteEntry, Urgency
from bot.cases.table import Candidate, CaseFacts, fits_person, fits_places, receivers
from bot.register.section import Snapshot


@dataclass(frozen=True)
class Way:
    """One case: ``kommun`` and ``known`` are those of the certificate's holes."""

    kommun: str | None
    known: bool
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Asked:
    """A kind of case with the rows that take it, wherever it is."""

    kind: Kind
    rows: tuple[RouteEntry, ...]


def kinds(snapshot: Snapshot) -> tuple[Asked, ...]:
    """Ages and gang ties are one kind as long as the same rows take them."""
    table = tuple(snapshot.of(RouteEntry).values())
    found: list[Asked] = []
    for to, urgency in product(Destination, Urgency):
        apart: dict[tuple[str, ...], tuple[AgeBand, Gang, tuple[RouteEntry, ...]]] = {}
        for age, gang in product(AgeBand, Gang):
            rows = tuple(row for row in table if fits_person(row, to, age, gang, urgency))
            apart.setdefault(tuple(row.id for row in rows), (age, gang, rows))
        told_apart = len(apart) > 1
        found += [Asked(Kind(to, urgency, age, gang, told_apart), rows) for age, gang, rows in apart.values()]
    return tuple(found)


def ways(snapshot: Snapshot, asked: Asked) -> Iterator[Way]:
    """The kind for every pair of residence and whereabouts."""
    codes = tuple(one.code for one in kommuner())
    places = (*codes, OKAND, ANNAT_LAN)
    kind = asked.kind
    by_place = _Places(snapshot, asked)
    for residence, found in product(places, places):
        case = CaseFacts(kind.to, kind.age, kind.gang, residence, found, kind.urgency)
        known = residence in codes
        kommun = residence if known else found if found in codes else None
        yield Way(kommun, known, by_place.candidates(case))


class _Places:
    """``table.candidates`` for many places: what a residence leads to is worked out once for all of them."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self._snapshot = snapshot
        self._rows = asked.rows
        self._fits: dict[tuple[str, str, str], bool] = {}
        self._led: dict[tuple[str, str, str], tuple[Candidate, ...]] = {}

    def candidates(self, case: CaseFacts) -> tuple[Candidate, ...]:
        return tuple(one for row in self._rows if self._fit(row, case) for one in self._lead(row, case))

    def _fit(self, row: RouteEntry, case: CaseFacts) -> bool:
        key = (row.id, case.residence if row.residence else "", case.found if row.found else "")
        held = self._fits.get(key)
        if held is None:
            held = self._fits[key] = fits_places(self._snapshot, row, case.residence, case.found)
        return held

    def _lead(self, row: RouteEntry, case: CaseFacts) -> tuple[Candidate, ...]:
        whose, _, kind = row.unit.partition(":")
        # a unit that the row names has the hours of both places in turn
        home = case.residence if not kind or whose == "hemkommun" else ""
        key = (row.id, home, case.found if not kind or whose != "hemkommun" else "")
        held = self._led.get(key)
        if held is None:
            found = receivers(self._snapshot, row.unit, case)
            held = self._led[key] = tuple(Candidate(unit, row, kommun) for unit, kommun in found)
        return held
