"""Questions about organisations, people, rooms and kommuner that other subjects may ask."""

from __future__ import annotations

from bot.actors.entries import ActorEntry, ActorKind, FunctionEntry, PersonEntry, RoomBinding, RoomEntry
from bot.actors.kommuner import (
    ANNAT_LAN,
    OKAND,
    Kommun,
    KommunCode,
    Residence,
    find_kommun,
    find_residence,
    fold,
    kommun,
    residence_name,
    stockholm,
)
from bot.chat.message import Role, RoomClass, RoomView
from bot.register.section import Snapshot

__all__ = [
    "ANNAT_LAN",
    "OKAND",
    "ActorEntry",
    "ActorKind",
    "FunctionEntry",
    "Kommun",
    "KommunCode",
    "PersonEntry",
    "Residence",
    "RoomEntry",
    "actor",
    "actor_room",
    "find_kommun",
    "find_residence",
    "fold",
    "function_number",
    "function_numbers",
    "has_role",
    "has_signed_en_ingang",
    "kommun",
    "kommun_actor",
    "kommun_room",
    "kommuner",
    "people",
    "person",
    "reporters",
    "residence_name",
    "room",
    "room_at",
    "room_id",
    "rooms",
    "rooms_of",
    "strangers",
    "trusted_room",
    "unit_room",
]


def kommuner() -> tuple[Kommun, ...]:
    """The county's kommuner in the order of their codes."""
    return tuple(stockholm().kommuner.values())


def person(snapshot: Snapshot, user_id: str) -> PersonEntry | None:
    return snapshot.of(PersonEntry).get(user_id)


def people(snapshot: Snapshot) -> tuple[PersonEntry, ...]:
    return tuple(snapshot.of(PersonEntry).values())


def has_role(snapshot: Snapshot, user_id: str, role: Role, organisation: str | None = None) -> bool:
    """True when the person holds the role, for this organisation if one is named."""
    found = person(snapshot, user_id)
    return found is not None and any(
        grant.role is role and organisation in {None, grant.organisation or found.organisation}
        for grant in found.roles
    )


def actor(snapshot: Snapshot, actor_id: str) -> ActorEntry | None:
    return snapshot.of(ActorEntry).get(actor_id)


def kommun_actor(snapshot: Snapshot, code: str) -> ActorEntry | None:
    """The organisation that is this kommun."""
    return next((a for a in snapshot.of(ActorEntry).values() if a.kommun == code), None)


def has_signed_en_ingang(snapshot: Snapshot, code: str) -> bool:
    """True when the kommun has signed the agreement on one entry to the social services."""
    found = kommun_actor(snapshot, code)
    return found is not None and found.en_ingang


def function_numbers(snapshot: Snapshot, organisation: str | None = None) -> tuple[FunctionEntry, ...]:
    """Numbers that can be given for a call back, in the order of the register."""
    return tuple(f for f in snapshot.of(FunctionEntry).values() if organisation in {None, f.organisation})


def function_number(snapshot: Snapshot, function_id: str) -> FunctionEntry | None:
    return snapshot.of(FunctionEntry).get(function_id)


def rooms(snapshot: Snapshot) -> tuple[RoomEntry, ...]:
    return tuple(snapshot.of(RoomEntry).values())


def room_id(snapshot: Snapshot, entry: RoomEntry) -> str | None:
    """Where the room is now: its alias looked up, its moves followed; None while the alias leads nowhere."""
    bindings = snapshot.of(RoomBinding)
    bound = bindings.get(entry.address)
    return bound.room_id if bound else entry.id


def room_at(snapshot: Snapshot, address: str) -> str | None:
    """Where an address leads: a room's in the register, an alias that was looked up, or an id as it is."""
    if (bound := snapshot.of(RoomBinding).get(address)) is not None:
        return bound.room_id
    return address if address.startswith("!") else None


def room(snapshot: Snapshot, wanted: str) -> RoomEntry | None:
    """The entry of the room with this id."""
    return next((entry for entry in rooms(snapshot) if room_id(snapshot, entry) == wanted), None)


def rooms_of(snapshot: Snapshot, room_class: RoomClass) -> tuple[RoomEntry, ...]:
    return tuple(entry for entry in rooms(snapshot) if entry.room_class is room_class)


def unit_room(snapshot: Snapshot, unit_id: str) -> str | None:
    """The id of the unit's own room."""
    return _owned_room(snapshot, RoomClass.ENHET, unit_id)


def actor_room(snapshot: Snapshot, actor_id: str) -> str | None:
    """The id of the actor's own room."""
    return _owned_room(snapshot, RoomClass.AKTOR, actor_id)


def kommun_room(snapshot: Snapshot, code: str) -> str | None:
    """The id of the room that a kommun shares with the police."""
    return _owned_room(snapshot, RoomClass.KOMMUN_POLIS, code)


def reporters(snapshot: Snapshot, actor_id: str) -> tuple[PersonEntry, ...]:
    """Those who report for an actor, in the order of the register."""
    return tuple(one for one in people(snapshot) if has_role(snapshot, one.id, Role.RAPPORTOR, actor_id))


def _owned_room(snapshot: Snapshot, room_class: RoomClass, owner: str) -> str | None:
    for entry in rooms_of(snapshot, room_class):
        if entry.owner == owner and (found := room_id(snapshot, entry)) is not None:
            return found
    return None


def strangers(snapshot: Snapshot, view: RoomView, wanted: str) -> tuple[str, ...]:
    """Members of a room whom the register does not know."""
    return tuple(sorted(user_id for user_id in view.members(wanted) if person(snapshot, user_id) is None))


def trusted_room(snapshot: Snapshot, view: RoomView, wanted: str) -> bool:
    """True when the details of a case may stand there: encrypted, and every member is registered.

    A room in which the bot sees nobody is none: it was shown out, or all have left.
    """
    return view.encrypted(wanted) and bool(view.members(wanted)) and not strangers(snapshot, view, wanted)
