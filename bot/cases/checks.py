"""What shows only when the whole register is read: rows that lead nowhere, cases that no row takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from bot.actors.facts import ANNAT_LAN, OKAND, kommuner, residence_name
from bot.cases.entries import AgeBand, DefaultsEntry, Destination, Gang, RouteEntry, Urgency
from bot.cases.table import CaseFacts, candidates
from bot.duty.facts import UnitKind, unit, units
from bot.register.section import RegisterFault, Snapshot

Faults = Iterator[RegisterFault]


def check_routes(snapshot: Snapshot) -> Faults:
    for route in snapshot.of(RouteEntry).values():
        named = (("unit", route.unit), ("together", route.together), ("also", route.also))
        for key, receiver in named:
            if receiver is not None:
                yield from _receiver(snapshot, route, key, receiver)
        if route.together == route.unit:
            yield _fault(route, "together", "route.together")
        if route.decided_by is None:
            yield _fault(route, "decided_by", "route.undecided", warning=True)
    if snapshot.of(RouteEntry):
        yield from _holes(snapshot)


def check_defaults(snapshot: Snapshot) -> Faults:
    for entry in snapshot.of(DefaultsEntry).values():
        if entry.fallback_unit is None:
            continue
        found = unit(snapshot, entry.fallback_unit)
        if found is None or found.exercise:
            code = "defaults.fallback" if found is None else "route.exercise"
            fields = {"unit": entry.fallback_unit}
            yield RegisterFault("defaults", "defaults", "fallback_unit", code, fields)


def _receiver(snapshot: Snapshot, route: RouteEntry, key: str, receiver: str) -> Faults:
    _, _, kind = receiver.partition(":")
    if not kind:
        named = unit(snapshot, receiver)
        if named is None or named.exercise:
            yield _fault(route, key, "route.exercise" if named else "route.unit", unit=receiver)
        return
    known = [one for one in units(snapshot) if one.kind is UnitKind(kind) and not one.exercise]
    if not any(one.kommuner for one in known):
        yield _fault(route, key, "route.kind", kind=kind)


def _holes(snapshot: Snapshot) -> Faults:
    """A case that no row takes goes to the fallback unit; with none it would meet nobody but the end."""
    last = list(snapshot.of(RouteEntry).values())[-1]
    known = any(entry.fallback_unit for entry in snapshot.of(DefaultsEntry).values())
    told: set[Destination] = set()
    for case in _kinds_of_case():
        if case.to in told or candidates(snapshot, case):
            continue
        told.add(case.to)
        yield _fault(
            last,
            None,
            "route.hole",
            warning=known,
            to=case.to.value,
            residence=residence_name(case.residence),
            found=residence_name(case.found),
            age=case.age.value,
            urgency=case.urgency.value,
        )


def _kinds_of_case() -> Iterator[CaseFacts]:
    places = (OKAND, ANNAT_LAN, *(one.code for one in kommuner()))
    people = product(Destination, (AgeBand.FROM_15, AgeBand.FROM_21), (Gang.YES, Gang.NO), Urgency)
    for (to, age, gang, urgency), place in product(people, places):
        for found in dict.fromkeys((place, OKAND, ANNAT_LAN)):
            yield CaseFacts(to, age, gang, place, found, urgency)
        if place in {OKAND, ANNAT_LAN}:
            yield from (CaseFacts(to, age, gang, place, one.code, urgency) for one in kommuner())


def _fault(
    route: RouteEntry, key: str | None, code: str, *, warning: bool = False, **fields: Any
) -> RegisterFault:
    return RegisterFault("route", route.id, key, code, fields, warning)
