"""What cases add to the register: ``[[route]]`` and ``[defaults]``, and what is said of their faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bot.cases.checks import check_defaults, check_routes
from bot.cases.entries import DefaultsEntry, RouteEntry
from bot.cases.limits import check_times
from bot.register.section import RegisterFault, Section, Snapshot, Table

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "place.unknown": "är ingen kommun i länet; skriv kommunens namn, känd, okänd, annat län "
        "eller en ingång",
        "route.receiver": "ska vara en enhet, eller hemkommun: eller påträffad: följt av socialjour, "
        "mottagning, beredskap eller polis",
        "route.reason": "kan bara ha {{unit}}, {{hemkommun}} och {{påträffad}} inom krullparenteser",
        "route.decided": "decided_by och date hör ihop: vem beslutade, och när?",
        "route.unit": "det finns ingen enhet {unit}",
        "route.exercise": "{unit} är en övningsenhet; riktiga ärenden går aldrig dit",
        "route.together": "den som också ska ta ärendet ska vara en annan än enheten",
        "route.kind": "ingen enhet av slaget {kind} svarar för någon kommun",
        "route.undecided": "raden är inte beslutad; ange decided_by och date när den är det",
        "route.hole": "ingen rad tar ett ärende till {to} med hemkommun {residence}, påträffad {found}, "
        "ålder {age}, när {urgency}; lägg till en rad sist som tar resten",
        "defaults.fallback": "det finns ingen enhet {unit}",
        "times.long": "är för lång tid, högst {most} får det ta; annars väntar ärendet för länge",
    }
)


def _check_defaults(snapshot: Snapshot) -> Iterator[RegisterFault]:
    yield from check_defaults(snapshot)
    yield from check_times(snapshot)


def case_sections() -> tuple[Section, ...]:
    return (
        Table("route", RouteEntry, checks=check_routes),
        Table("defaults", DefaultsEntry, checks=_check_defaults, singleton=True),
    )
