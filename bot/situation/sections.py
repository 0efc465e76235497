"""What the lägesbild adds to the register, and what is said of faults there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bot.actors.facts import actor, has_role, person
from bot.chat.message import Role
from bot.draw.tilemap import undrawable
from bot.register.section import RegisterFault, Section, Snapshot, Table
from bot.situation.entries import PictureEntry, ReportingEntry, ThemeEntry

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lagesbild.clock": "ska vara ett klockslag, till exempel 15:00",
        "lagesbild.days": "lägesbilden ska gå ut varje dag; {days} saknas",
        "lagesbild.letter": "nivån {level} har tecken som inte kan ritas i kartan: {letters}",
        "lagesbild.request": "request ska vara längre än close, så att det finns tid att rapportera",
        "rapportering.role": "{person} är inte rapportör för {actor}, så ett svar skulle inte tas emot",
        "rapportering.actor": "det finns ingen aktör {actor}",
        "rapportering.person": "det finns ingen person {person}",
    }
)


def situation_sections() -> tuple[Section, ...]:
    return (
        Table("lagesbild", PictureEntry, singleton=True, checks=_drawn),
        Table("tema", ThemeEntry),
        Table("rapportering", ReportingEntry, identity=lambda entry: entry.actor, checks=_reporting),
    )


def _drawn(snapshot: Snapshot) -> Iterator[RegisterFault]:
    """The map shows the levels' names: a letter that its typeface lacks is refused before anybody sees it."""
    for key, entry in snapshot.of(PictureEntry).items():
        for level in entry.levels:
            if lacking := undrawable(level):
                fields = {"level": level, "letters": " ".join(lacking)}
                yield RegisterFault("lagesbild", key, "levels", "lagesbild.letter", fields)


def _reporting(snapshot: Snapshot) -> Iterator[RegisterFault]:
    for entry in snapshot.of(ReportingEntry).values():
        if actor(snapshot, entry.actor) is None:
            fields = {"actor": entry.actor}
            yield RegisterFault("rapportering", entry.actor, "actor", "rapportering.actor", fields)
        for key in ("people", "stand_ins"):
            for user_id in getattr(entry, key):
                fault = {"person": user_id, "actor": entry.actor}
                if person(snapshot, user_id) is None:
                    yield RegisterFault("rapportering", entry.actor, key, "rapportering.person", fault)
                elif not has_role(snapshot, user_id, Role.RAPPORTOR, entry.actor):
                    yield RegisterFault("rapportering", entry.actor, key, "rapportering.role", fault)
