"""Rooms that replace others: it counts when the old room names the new one and the new one the old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.matrix.room_state import RoomState
from bot.matrix.rooms import RoomDirectory


def inherit(rooms: dict[str, RoomState], directory: RoomDirectory) -> list[tuple[str, str]]:
    """Find the upgrades that these rooms complete; each new room inherits what the old one was meant to be.

    Returns:
        Old and new id of each.
    """
    found = list(dict.fromkeys(_complete(rooms, directory)))
    for old_id, new_id in found:
        old, new = _room(old_id, rooms, directory), _room(new_id, rooms, directory)
        if old and new:
            rooms[new_id] = replace(
                new, encrypted=new.encrypted or old.encrypted, direct=new.direct or old.direct
            )
    return found


def _complete(rooms: Mapping[str, RoomState], directory: RoomDirectory) -> Iterator[tuple[str, str]]:
    for room in rooms.values():
        for old_id, new_id in ((room.predecessor, room.room_id), (room.room_id, room.replaced_by)):
            old, new = _room(old_id, rooms, directory), _room(new_id, rooms, directory)
            before = directory.state(old_id or ""), directory.state(new_id or "")
            if old and new and _belong(old, new) and not _belong(*before):
                yield old.room_id, new.room_id


def _room(room_id: str | None, rooms: Mapping[str, RoomState], directory: RoomDirectory) -> RoomState | None:
    return (rooms.get(room_id) or directory.state(room_id)) if room_id else None


def _belong(old: RoomState | None, new: RoomState | None) -> bool:
    return (
        old is not None
        and new is not None
        and new.membership == "join"
        and old.replaced_by == new.room_id
        and new.predecessor == old.room_id
    )
