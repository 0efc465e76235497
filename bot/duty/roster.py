"""Whom rows and changes of duty leave on duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.duty.entries import OverrideEntry


@dataclass(frozen=True)
class Crew:
    """The people to alarm; ``named`` is False when the roster named nobody and everyone stands in."""

    people: tuple[str, ...]
    named: bool


@dataclass(frozen=True)
class Slot:
    """A duty that the roster gives ``origin``, and who has it after the changes."""

    origin: str
    person: str
    override: str | None = None
    """The change that decided, if one did."""


def slots(people: Iterable[str], overrides: Iterable[OverrideEntry]) -> tuple[Slot, ...]:
    """Who has each duty after the changes, in the order in which they were made: of two, the later wins."""
    found = [Slot(person, person) for person in dict.fromkeys(people)]
    for change in overrides:
        if change.replaces is None:
            found = [Slot(change.person, change.person, change.id)]
            continue
        found = [
            Slot(slot.origin, change.person, None if change.person == slot.origin else change.id)
            if change.replaces in {slot.origin, slot.person}
            else slot
            for slot in found
        ]
    return tuple(found)


def crew(found: Iterable[Slot], everyone: tuple[str, ...]) -> Crew:
    """Those who have a duty; all of the unit's people when nobody has: no alarm is mute."""
    now = tuple(dict.fromkeys(slot.person for slot in found))
    return Crew(now, named=True) if now else Crew(everyone, named=False)
