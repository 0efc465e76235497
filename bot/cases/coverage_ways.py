"""Every case that the routing table can tell from another, and the units that it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from bot.actors.facts import ANNAT_LAN, OKAND, kommuner
from bot.cases.certificate import Kind
from bot.cases.entries import AgeBand, Destination, Gang, RouteEntry, Urgency
from bot.cases.table import Candidate, CaseFacts, fits_person, fits_places, receivers
from bot.register.section import Snapshot

Rows = tuple[RouteEntry, ...]
_MOST: Final = (Destination.SOCIALTJANST, AgeBand.FROM_15, Gang.NO, Urgency.NOW)


class Led(NamedTuple):
    """A unit that a row leads to, and those of which one has to take the case as well."""

    one: Candidate
    second: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Way:
    """One case: ``kommun`` and ``known`` are those of the certificate's holes."""

    kommun: str | None
    known: bool
    at_home: bool
    """Somebody who is found where he or she lives."""
    led: tuple[Led, ...]


@dataclass(frozen=True)
class Asked:
    """A kind of case with the rows that take it, wherever it is."""

    kind: Kind
    rows: Rows
    common: bool
    """What is urgent and has no tie to gangs: most cases."""


def kinds(snapshot: Snapshot) -> tuple[Asked, ...]:
    """Ages and gang ties are one kind as long as the same rows take them."""
    table = tuple(snapshot.of(RouteEntry).values())
    found: list[Asked] = []
    for to, urgency in product(Destination, Urgency):
        apart: dict[tuple[str, ...], tuple[tuple[AgeBand, Gang], Rows]] = {}
        for age, gang in product(AgeBand, Gang):
            rows = _taking(table, to, age, gang, urgency)
            apart.setdefault(tuple(row.id for row in rows), ((age, gang), rows))
        for (age, gang), rows in apart.values():
            kind = Kind(to, urgency, age, gang, told_apart=len(apart) > 1)
            most = (to, urgency) == (Destination.SOCIALTJANST, Urgency.NOW) and rows == _taking(table, *_MOST)
            found.append(Asked(kind, rows, most))
    return tuple(found)


def _taking(table: Rows, to: Destination, age: AgeBand, gang: Gang, urgency: Urgency) -> Rows:
    return tuple(row for row in table if fits_person(row, to, age, gang, urgency))


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
        yield Way(kommun, known, known and residence == found, by_place.led(case))


class _Places:
    """``table.candidates`` for many places: what a residence leads to is worked out once for all of them."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self._snapshot = snapshot
        self._rows = asked.rows
        self._fits: dict[tuple[str, str, str], bool] = {}
        self._known: dict[tuple[str, str, str, str], tuple[Candidate, ...]] = {}

    def led(self, case: CaseFacts) -> tuple[Led, ...]:
        return tuple(
            Led(one, self._lead(row, row.together, case) if row.together else ())
            for row in self._rows
            if self._fit(row, case)
            for one in self._lead(row, row.unit, case)
        )

    def _fit(self, row: RouteEntry, case: CaseFacts) -> bool:
        key = (row.id, case.residence if row.residence else "", case.found if row.found else "")
        held = self._fits.get(key)
        if held is None:
            held = self._fits[key] = fits_places(self._snapshot, row, case.residence, case.found)
        return held

    def _lead(self, row: RouteEntry, receiver: str, case: CaseFacts) -> tuple[Candidate, ...]:
        whose, _, kind = receiver.partition(":")
        # a unit that the row names has the hours of both places in turn
        home = case.residence if not kind or whose == "hemkommun" else ""
        key = (row.id, receiver, home, case.found if not kind or whose != "hemkommun" else "")
        held = self._known.get(key)
        if held is None:
            found = receivers(self._snapshot, receiver, case)
            held = self._known[key] = tuple(Candidate(unit, row, kommun) for unit, kommun in found)
        return held
