"""Registers for this subject's tests: units are known by name alone, as the subject itself knows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.actors.entries import RoomBinding
from bot.actors.facts import people
from bot.actors.sections import SENTENCES, actor_sections
from bot.register.document import read_text
from bot.register.load import Loaded, lines, validate
from bot.register.section import Entry, Sections, Snapshot

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class StillClock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


UNITS = ("jour-nacka", "jour-sthlm")
SECTIONS: Sections = actor_sections(lambda _snapshot: UNITS, StillClock())
KINDS = {section.kind: section.singleton for section in SECTIONS}
GOOD = (Path(__file__).parent / "register.toml").read_text("utf-8")

ANNA, BO, CARL = "@anna:localhost", "@bo:localhost", "@carl:localhost"
DORA, EVA, FIA = "@dora:localhost", "@eva:localhost", "@fia:localhost"


def faults_in(text: str) -> list[str]:
    _, found = validate(read_text("r.toml", text, KINDS), SECTIONS)
    return list(lines(found, SENTENCES))


def loaded(text: str = GOOD) -> Loaded:
    entries, found = validate(read_text("r.toml", text, KINDS), SECTIONS)
    assert found == [], lines(found, SENTENCES)
    return Loaded(entries)


def snapshot(bound: Mapping[str, str] | None = None, text: str = GOOD) -> Snapshot:
    """A register in force, with some aliases looked up."""
    entries: dict[type[Entry], Mapping[str, Entry]] = dict(loaded(text).entries)
    entries[RoomBinding] = {a: RoomBinding(address=a, room_id=r) for a, r in (bound or {}).items()}
    return Snapshot(1, entries)


def people_of(found: Snapshot, unit: str) -> Collection[str]:
    return tuple(person.id for person in people(found) if unit in person.units)


@dataclass
class Rooms:
    """What the edge to Matrix would know."""

    joined: Mapping[str, frozenset[str]] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    directs: Mapping[str, str] = field(default_factory=dict)

    def members(self, room_id: str) -> frozenset[str]:
        return self.joined.get(room_id, frozenset())

    def present(self, room_id: str) -> frozenset[str]:
        return self.members(room_id)

    def encrypted(self, room_id: str) -> bool:
        return room_id not in self.plain

    def direct_with(self, room_id: str) -> str | None:
        return self.directs.get(room_id)
