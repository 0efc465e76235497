"""The routing table as people read it: one line for each row, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.actors.facts import ANNAT_LAN, OKAND, residence_name
from bot.cases.entries import KNOWN, SIGNED, Destination, RouteEntry, Urgency
from bot.duty.facts import unit
from bot.register.section import Snapshot

TITLES: Final = ("Nr", "Rad", "När", "Larmas", "Skäl", "Beslut")


@dataclass(frozen=True)
class RoutingTable:
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def routing_table(snapshot: Snapshot) -> RoutingTable:
    """The table in Swedish, which is its language; a row that nobody has decided says so."""
    rows = [
        (
            str(number),
            route.id,
            _conditions(route),
            _receiver(snapshot, route.unit)
            + (f" och {_receiver(snapshot, route.together)}, båda tar" if route.together else "")
            + (f"; {_receiver(snapshot, route.also)} får veta" if route.also else ""),
            route.reason,
            f"{route.decided_by}, {route.decided_on}" if route.decided_by else "inte beslutad",
        )
        for number, route in enumerate(snapshot.of(RouteEntry).values(), start=1)
    ]
    return RoutingTable(TITLES, tuple(rows))


def _conditions(route: RouteEntry) -> str:
    urgencies = {Urgency.NOW: "nu", Urgency.TODAY: "idag", Urgency.OFFICE: "kan vänta till kontorstid"}
    said = [
        "till polisen" if route.to is Destination.POLIS else "till socialtjänsten",
        _among("ålder", [age.value for age in route.age]),
        _among("gäng", [gang.value for gang in route.gang]),
        _among("hemkommun", [_place(place) for place in route.residence]),
        _among("påträffad", [_place(place) for place in route.found]),
        _among("brådska", [urgencies[urgency] for urgency in route.urgency]),
        "enheten har öppet" if route.open else "",
    ]
    return ", ".join(part for part in said if part)


def _among(what: str, values: list[str]) -> str:
    if not values:
        return ""
    return f"{what} {' eller '.join([', '.join(values[:-1]), values[-1]] if len(values) > 1 else values)}"


def _place(place: str) -> str:
    words: Mapping[str, str] = {
        KNOWN: "någon i länet",
        SIGNED: "med en ingång",
        OKAND: "okänd",
        ANNAT_LAN: "i annat län",
    }
    return words.get(place) or residence_name(place)


def _receiver(snapshot: Snapshot, receiver: str) -> str:
    whose, _, kind = receiver.partition(":")
    if kind:
        place = "hemkommunen" if whose == "hemkommun" else "kommunen där personen är"
        return f"{kind} för {place}"
    named = unit(snapshot, receiver)
    return named.name if named else receiver
