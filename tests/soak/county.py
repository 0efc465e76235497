"""The register of the fault runs: ten police officers, and three units that answer at all hours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import tomlkit
from tomlkit.items import AoT, Table

from bot.actors.kommuner import stockholm

OFFICERS = tuple(f"polis-{number:02}" for number in range(1, 11))
CENTRE = "#roc:localhost"
OPERATIONS = "#drift:localhost"
DEFAULTS = {
    "step": {"nu": "1 h", "idag": "6 h", "kontorstid": "7 h"},
    "contact": {"nu": "1 h", "idag": "6 h", "kontorstid": "7 h"},
    "seen": "5 h",
    "unreadable": "10 min",
}
"""Nothing falls due during a run: each case has its one alarm and no more."""

_AGES = ("<15", "15-17", "18-20", "21+")


@dataclass(frozen=True)
class Unit:
    """One that is alarmed: its room, the person on duty, and whose cases it gets."""

    id: str
    room: str
    on_duty: str
    kommuner: tuple[str, ...]


UNITS = (
    Unit("socialjour-stockholm", "#enhet-stockholm:localhost", "jour-alm", ("Stockholm", "Lidingö", "Ekerö")),
    Unit("socialjour-sodertorn", "#enhet-sodertorn:localhost", "jour-dahl", ("Huddinge", "Haninge", "Salem")),
    Unit("socialjour-sydost", "#enhet-sydost:localhost", "jour-hall", ("Nacka", "Tyresö", "Värmdö")),
)
_ROOMS = {*(unit.room for unit in UNITS), CENTRE, OPERATIONS}
_PEOPLE = {*(unit.on_duty for unit in UNITS), "jour-chef", "roc-kvist", "tib-lund", "admin-moberg"}


@dataclass(frozen=True)
class Facts:
    """What a command says: no two commands of a run say the same."""

    residence: str
    found: str
    age: str

    @property
    def text(self) -> str:
        return (
            f"!ärende ny hemkommun:{self.residence} påträffad:{self.found} ålder:{self.age} "
            "gäng:nej när:nu ring:RLC"
        )

    @property
    def unit(self) -> Unit:
        """Whose case it is."""
        return next(unit for unit in UNITS if self.residence in unit.kommuner)


def all_facts() -> list[Facts]:
    """Every one that there is."""
    homes = [kommun for unit in UNITS for kommun in unit.kommuner]
    found = sorted(kommun.name for kommun in stockholm().kommuner.values())
    return [Facts(*facts) for facts in product(homes, found, _AGES)]


def alter(register: tomlkit.TOMLDocument) -> None:
    """Make the example register that of a run."""
    register["roster"] = register["rapportering"] = tomlkit.aot()
    _keep(register, "room", lambda room: room["alias"] in _ROOMS)
    _keep(register, "person", lambda person: str(person["id"])[1:].split(":")[0] in _PEOPLE)
    for unit in register["unit"]:
        if unit["id"] in {own.id for own in UNITS}:
            unit["open"] = [{"always": True}]
    people: AoT = register["person"]
    for name in OFFICERS:
        people.append(_table(id=f"@{name}:localhost", name=f"{name} (fiktiv)", organisation="polis",
                             roles=[{"role": "polis"}]))  # fmt: skip
    routes = tomlkit.aot()
    for unit in UNITS:
        routes.append(_table(id=unit.id, residence=list(unit.kommuner), unit=unit.id, reason="{hemkommun}"))
    # Everything else falls to the reserve: a hole in the coverage would be told in the operations room.
    register["route"] = routes


def _keep(register: tomlkit.TOMLDocument, kind: str, wanted: object) -> None:
    kept = tomlkit.aot()
    for entry in register[kind]:
        if wanted(entry):  # type: ignore[operator]
            kept.append(entry)
    register[kind] = kept


def _table(**values: object) -> Table:
    table = tomlkit.table()
    table.update(values)
    return table
