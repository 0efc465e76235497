"""Who belongs in which room, by its class."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

from bot.actors.entries import PersonEntry, RoomEntry
from bot.actors.facts import kommun_actor, people
from bot.chat.message import Role, RoomClass
from bot.register.section import Snapshot

PeopleOf = Callable[[Snapshot, str], Collection[str]]
"""The people of a unit, on duty or not; what ``bot.duty.facts.people_of`` answers."""

ROLES: Final[Mapping[RoomClass, frozenset[Role]]] = MappingProxyType(
    {
        RoomClass.ROC: frozenset({Role.ROC, Role.TIB}),
        RoomClass.KOMMUNIKATION: frozenset({Role.KOMMUNIKATOR, Role.GODKANNARE}),
        RoomClass.LEDNING: frozenset({Role.TIB}),
        RoomClass.DRIFT: frozenset({Role.ADMIN}),
    }
)


def belongs_in(snapshot: Snapshot, entry: RoomEntry, people_of: PeopleOf) -> tuple[str, ...]:
    """The user ids of those whose place is in the room, in the order of the register."""
    if entry.room_class is RoomClass.ENHET:
        return tuple(people_of(snapshot, entry.owner or ""))
    return tuple(person.id for person in people(snapshot) if _fits(snapshot, entry, person))


def _fits(snapshot: Snapshot, entry: RoomEntry, person: PersonEntry) -> bool:
    held = {grant.role for grant in person.roles}
    if entry.room_class in ROLES:
        return not held.isdisjoint(ROLES[entry.room_class])
    if entry.room_class is RoomClass.KOMMUN_POLIS:
        kommun = kommun_actor(snapshot, entry.owner or "")
        return Role.POLIS in held or (kommun is not None and _acts_for(person, kommun.id))
    if entry.room_class is RoomClass.AKTOR:
        return _acts_for(person, entry.owner or "")
    return entry.room_class is RoomClass.SSR


def _acts_for(person: PersonEntry, actor_id: str) -> bool:
    return person.organisation == actor_id or any(grant.organisation == actor_id for grant in person.roles)
