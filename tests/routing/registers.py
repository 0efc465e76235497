"""A register read straight from TOML into a snapshot, without the loader and its checks."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from bot.actors.entries import ActorEntry, PersonEntry
from bot.cases.entries import DefaultsEntry, RouteEntry
from bot.duty.entries import RosterEntry, UnitEntry
from bot.register.section import Entry, Snapshot

HERE = Path(__file__).parent
KINDS: dict[str, type[Entry]] = {
    "actor": ActorEntry,
    "person": PersonEntry,
    "unit": UnitEntry,
    "roster": RosterEntry,
    "route": RouteEntry,
    "defaults": DefaultsEntry,
}


def raw_register(name: str = "register.toml") -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def example_register() -> dict[str, Any]:
    return tomllib.loads((HERE.parents[1] / "examples/register.toml").read_text("utf-8"))


def snapshot_of(raw: dict[str, Any], version: int = 7) -> Snapshot:
    found: dict[type[Entry], dict[str, Entry]] = {}
    for kind, model in KINDS.items():
        rows = raw.get(kind, [])
        for number, row in enumerate([rows] if isinstance(rows, dict) else rows):
            found.setdefault(model, {})[row.get("id", str(number))] = model.model_validate(row)
    return Snapshot(version, found)
