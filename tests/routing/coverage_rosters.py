"""Three registers for the proof of coverage: a whole one, one with planted holes, one with circles."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.routing.registers import example_register

SYDOST = ["Nacka", "Tyresö", "Värmdö"]
ALL_DAYS: dict[str, Any] = {"days": ["alla"], "from": "02:00", "to": "02:00"}


def unit(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in raw["unit"] if one["id"] == name)
    return found


def row(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in raw["route"] if one["id"] == name)
    return found


def add_unit(
    raw: dict[str, Any], name: str, kind: str, kommuner: list[str], hours: list[dict[str, Any]], **more: Any
) -> None:
    raw["unit"].append(
        {
            "id": name,
            "name": name,
            "kind": kind,
            "organisation": "sos",
            "kommuner": kommuner,
            "open": hours,
            **more,
        }
    )


def add_person(raw: dict[str, Any], name: str, *units: str) -> None:
    user_id = f"@{name}:localhost"
    raw["person"].append({"id": user_id, "name": name, "organisation": "sos", "units": list(units)})


def take_people_from(raw: dict[str, Any], name: str) -> None:
    for person in raw["person"]:
        person["units"] = [one for one in person.get("units", []) if one != name]
    raw["roster"] = [one for one in raw["roster"] if one["unit"] != name]


def whole() -> dict[str, Any]:
    """The example, with openings in the nights when the clock changes."""
    raw = deepcopy(example_register())
    for name in ("mottagning-salem", "mottagning-huddinge"):
        unit(raw, name)["open"].insert(0, {"days": ["söndag"], "from": "01:30", "to": "02:30"})
    unit(raw, "mottagning-nacka")["open"].append({"days": ["2026-05-14"], "from": "10:00", "to": "11:15"})
    return raw


def with_holes() -> dict[str, Any]:
    """What is planted stands in ``test_coverage.PLANTED``."""
    raw = whole()
    del raw["defaults"]["fallback_unit"]
    # Sydost: its own beredskap, away on Christmas Eve, and late on Sunday mornings
    lanet = unit(raw, "beredskap-lanet")
    lanet["kommuner"] = [
        one for one in lanet["kommuner"] if one not in {*SYDOST, "Södertälje", "Nykvarn", "Sigtuna"}
    ]
    hours: list[dict[str, Any]] = [
        {"days": ["söndag"], "from": "03:00", "to": "02:00"},
        ALL_DAYS,
        {"days": ["2026-12-24"], "closed": True},
    ]
    add_unit(raw, "beredskap-sydost", "beredskap", SYDOST, hours)
    add_person(raw, "berit", "beredskap-sydost")
    # Södertälje and Nykvarn: nobody belongs to the jour, nor to the beredskap behind it
    take_people_from(raw, "socialjour-sodertalje")
    add_unit(raw, "beredskap-sodertalje", "beredskap", ["Södertälje", "Nykvarn"], [{"always": True}])
    # Sigtuna: two offices without people before the one that answers, on Wednesdays
    for number, (opens, closes) in enumerate((("10:00", "12:00"), ("10:30", "12:30"))):
        hours = [{"days": ["onsdag"], "from": opens, "to": closes}]
        raw["unit"].insert(0, {})
        add_unit(raw, f"tom-{number}", "mottagning", ["Sigtuna"], hours)
        raw["unit"][0] = raw["unit"].pop()
    add_unit(raw, "beredskap-sigtuna", "beredskap", ["Sigtuna"], [{"always": True}])
    add_person(raw, "siv", "beredskap-sigtuna")
    # Ekerö: no row takes its people to the police
    names = [one["kommun"] for one in raw["actor"] if "kommun" in one]
    row(raw, "polis")["residence"] = [*(one for one in names if one != "Ekerö"), "okänd", "annat län"]
    # Järfälla: the youngest must be taken by a unit that has nobody and is open on Wednesdays
    row(raw, "bada").update(residence=["Järfälla"], together="tom-0")
    return raw


def with_circles() -> dict[str, Any]:
    """The head of Stockholm's jour refers back to it; Södertälje's jour refers back through a closed unit."""
    raw = whole()
    unit(raw, "ledning-stockholm")["next"] = "socialjour-stockholm"
    unit(raw, "socialjour-sodertalje")["next"] = "sodertalje-svarar"
    closed: list[dict[str, Any]] = [{"days": ["alla"], "closed": True}]
    add_unit(raw, "sodertalje-svarar", "ledning", [], closed, next="socialjour-sodertalje")
    return raw
