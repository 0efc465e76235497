"""Which rows of the routing table fit a case, and to which units they lead, whatever the hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.actors.facts import ANNAT_LAN, OKAND, has_signed_en_ingang
from bot.cases.entries import (
    CHILDREN,
    KNOWN,
    SIGNED,
    AgeBand,
    DefaultsEntry,
    Destination,
    Gang,
    RouteEntry,
    Urgency,
)
from bot.duty.facts import UnitEntry, UnitKind, serving, unit
from bot.register.section import Snapshot


@dataclass(frozen=True)
class CaseFacts:
    """What routing needs to know of a case.

    ``residence`` and ``found`` are a kommun's code, ``okänd`` or ``annat län``.
    """

    to: Destination
    age: AgeBand
    gang: Gang
    residence: str
    found: str
    urgency: Urgency


@dataclass(frozen=True)
class Candidate:
    """A unit that a fitting row leads to; ``kommun`` is the one whose hours count there."""

    unit: UnitEntry
    route: RouteEntry
    kommun: str | None


def defaults(snapshot: Snapshot) -> DefaultsEntry:
    """``[defaults]`` of the register, or the program's own."""
    return next(iter(snapshot.of(DefaultsEntry).values()), None) or DefaultsEntry()


def fitting(snapshot: Snapshot, case: CaseFacts) -> Iterator[RouteEntry]:
    """The rows whose conditions hold, the hour aside, in the table's order."""
    for route in snapshot.of(RouteEntry).values():
        if fits_person(route, case.to, case.age, case.gang, case.urgency) and fits_places(
            snapshot, route, case.residence, case.found
        ):
            yield route


def fits_person(route: RouteEntry, to: Destination, age: AgeBand, gang: Gang, urgency: Urgency) -> bool:
    """The row's conditions apart from those of place hold."""
    return (
        route.to is to
        and _age(route.age, age)
        and (not route.gang or gang in route.gang)
        and (not route.urgency or urgency in route.urgency)
    )


def fits_places(snapshot: Snapshot, route: RouteEntry, residence: str, found: str) -> bool:
    """The row's conditions of residence and whereabouts hold."""
    signed = residence not in {OKAND, ANNAT_LAN} and has_signed_en_ingang(snapshot, residence)
    return _place(route.residence, residence, signed=signed) and _place(route.found, found, signed=False)


def candidates(snapshot: Snapshot, case: CaseFacts) -> tuple[Candidate, ...]:
    """Every unit that the fitting rows lead to, in the table's order."""
    return tuple(
        Candidate(found, route, kommun)
        for route in fitting(snapshot, case)
        for found, kommun in receivers(snapshot, route.unit, case)
    )


def receivers(snapshot: Snapshot, receiver: str, case: CaseFacts) -> tuple[tuple[UnitEntry, str | None], ...]:
    """The units that a row's ``unit``, ``together`` or ``also`` means for this case; none for exercises."""
    whose, _, kind = receiver.partition(":")
    if kind:
        kommun = case.residence if whose == "hemkommun" else case.found
        return tuple((found, kommun) for found in serving(snapshot, UnitKind(kind), kommun))
    named = unit(snapshot, receiver)
    return ((named, _kommun(case)),) if named and not named.exercise else ()


def _kommun(case: CaseFacts) -> str | None:
    """The kommun whose hours count in a unit that the row names: where one lives, else where one is."""
    known = (place for place in (case.residence, case.found) if place not in {OKAND, ANNAT_LAN})
    return next(known, None)


def _age(wanted: Sequence[AgeBand], age: AgeBand) -> bool:
    if not wanted or age in wanted:
        return True
    return age is AgeBand.UNKNOWN and not CHILDREN.isdisjoint(wanted)


def _place(wanted: Sequence[str], place: str, *, signed: bool) -> bool:
    if not wanted or place in wanted:
        return True
    if place in {OKAND, ANNAT_LAN}:
        return False
    return KNOWN in wanted or (signed and SIGNED in wanted)
