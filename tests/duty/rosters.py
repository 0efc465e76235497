"""A small register for rosters, and what its wall clock shows minute by minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.actors.entries import PersonEntry
from bot.duty.entries import OverrideEntry, RosterEntry, UnitEntry
from bot.register.section import Entry, Snapshot

ANNA, BO, CIA, DAN = (f"@{name}:localhost" for name in ("anna", "bo", "cia", "dan"))
PEOPLE = (ANNA, BO, CIA, DAN)
MINUTE = timedelta(minutes=1)
ZONE = ZoneInfo("Europe/Stockholm")
AUTUMN = datetime(2026, 10, 23, 22, tzinfo=UTC)
"""Midnight before the Saturday whose night has an hour twice."""
SPRING = datetime(2027, 3, 26, 23, tzinfo=UTC)
"""Midnight before the Saturday whose night skips an hour."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def roster(*rows: dict[str, Any], changes: Iterable[OverrideEntry] = ()) -> Snapshot:
    """One unit, ``jour``, that always answers and has four people."""
    people = [PersonEntry(id=name, name=name[1:4], organisation="nacka", units=("jour",)) for name in PEOPLE]
    unit = UnitEntry.model_validate(
        {
            "id": "jour",
            "name": "Jouren",
            "kind": "socialjour",
            "organisation": "nacka",
            "open": [{"always": True}],
        }
    )
    entries = [
        RosterEntry.model_validate({"id": f"r{n}", "unit": "jour", **row}) for n, row in enumerate(rows)
    ]
    kinds: dict[type[Entry], dict[str, Entry]] = {
        PersonEntry: {one.id: one for one in people},
        UnitEntry: {unit.id: unit},
        RosterEntry: {one.id: one for one in entries},
        OverrideEntry: {one.id: one for one in changes},
    }
    return Snapshot(7, kinds)


def change(number: int, on: str, off: str | None, start: datetime, end: datetime) -> OverrideEntry:
    return OverrideEntry(id=str(number), unit="jour", person=on, replaces=off, start=start, end=end)


@cache
def walls(start: datetime, days: int) -> tuple[tuple[datetime, datetime], ...]:
    """Every minute from an instant on, with what the wall clock shows then."""
    minutes = (start + n * MINUTE for n in range(days * 24 * 60))
    return tuple((at, at.astimezone(ZONE).replace(tzinfo=None)) for at in minutes)


@cache
def instants(start: datetime, days: int) -> dict[datetime, list[datetime]]:
    """When the wall clock shows what, among those minutes."""
    found: dict[datetime, list[datetime]] = {}
    for at, wall in walls(start, days):
        found.setdefault(wall, []).append(at)
    return found
