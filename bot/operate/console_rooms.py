"""Rooms of the console: those of the register, everybody in place, and a direct chat for each person."""

from __future__ import annotations

from collections.abc import Callable

from bot.actors.belonging import belongs_in
from bot.actors.entries import RoomEntry
from bot.actors.facts import people, person, room, rooms
from bot.duty.facts import people_of
from bot.register.section import Snapshot

_SERVER = "konsol"


def made_up_id(entry: RoomEntry) -> str:
    """The room that an entry leads to here, where nothing is looked up."""
    return entry.id or f"!{(entry.alias or '').lstrip('#').replace(':', '.')}:{_SERVER}"


def direct_room(user_id: str) -> str:
    return f"!direkt-{user_id.lstrip('@').replace(':', '.')}:{_SERVER}"


class ConsoleRooms:
    """The kernel's ``RoomView``; every room is encrypted and holds whom the register puts there."""

    def __init__(self, snapshot: Callable[[], Snapshot]) -> None:
        self.snapshot = snapshot
        self._direct: dict[str, str] = {}

    def open_direct(self, user_id: str) -> str:
        """The person's direct chat, from now on."""
        room_id = direct_room(user_id)
        self._direct[room_id] = user_id
        return room_id

    def members(self, room_id: str) -> frozenset[str]:
        if room_id in self._direct:
            return frozenset({self._direct[room_id]})
        snapshot = self.snapshot()
        entry = room(snapshot, room_id)
        return frozenset(belongs_in(snapshot, entry, people_of) if entry else ())

    def present(self, room_id: str) -> frozenset[str]:
        return self.members(room_id)

    def encrypted(self, room_id: str) -> bool:  # noqa: ARG002 - all of them are
        return True

    def direct_with(self, room_id: str) -> str | None:
        return self._direct.get(room_id)

    def label(self, room_id: str) -> str:
        """How the screen names a room: its class and whose it is."""
        if room_id in self._direct:
            return f"direkt {self._direct[room_id]}"
        entry = room(self.snapshot(), room_id)
        return " ".join(filter(None, (entry.room_class.value, entry.owner))) if entry else room_id

    def find(self, wanted: str) -> list[str]:
        """Rooms whose address, owner or name fits; an exact fit stands alone."""
        known = {
            room_id: (room_id, entry.address, entry.owner or "", self.label(room_id), entry.name)
            for entry in rooms(self.snapshot())
            for room_id in (made_up_id(entry),)
        }
        exact = [room_id for room_id, names in known.items() if wanted in names]
        return exact or [room_id for room_id, names in known.items() if any(wanted in one for one in names)]

    def find_person(self, wanted: str) -> str | None:
        """A registered person by user id or by the part before the colon."""
        snapshot = self.snapshot()
        if person(snapshot, wanted) is not None:
            return wanted
        local = [one.id for one in people(snapshot) if one.id.lstrip("@").split(":")[0] == wanted.lstrip("@")]
        return local[0] if len(local) == 1 else None
