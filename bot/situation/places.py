"""Which rooms a picture goes to, and what each of them may hear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.actors.facts import RoomEntry, room_id, rooms, rooms_of
from bot.chat.message import RoomClass
from bot.register.section import Snapshot
from bot.situation.values import WIDTH, Audience

_AUDIENCE: Final = MappingProxyType(
    {
        RoomClass.ROC: Audience.ROC,
        RoomClass.LEDNING: Audience.ROC,
        RoomClass.SSR: Audience.SSR,
        RoomClass.KOMMUN_POLIS: Audience.SSR,
    }
)
"""``ledning`` sees what ROC sees; a room of a kommun and the police gets its local picture."""


@dataclass(frozen=True)
class Place:
    """``room`` is None while the address leads nowhere. ``kommun``: of a local picture."""

    address: str
    room: str | None
    audience: Audience
    kommun: str | None = None


def places(snapshot: Snapshot) -> tuple[Place, ...]:
    """Every room that gets the picture, ROC first."""
    return _each_once(
        _place(snapshot, entry, audience)
        for room_class, audience in _AUDIENCE.items()
        for entry in rooms_of(snapshot, room_class)
    )


def exercise_places(snapshot: Snapshot, actors: Collection[str]) -> tuple[Place, ...]:
    """ROC and the rooms of the actors that play along; nobody else hears of an exercise."""

    def found() -> Iterator[Place]:
        for entry in rooms_of(snapshot, RoomClass.ROC):
            yield _place(snapshot, entry, Audience.ROC)
        for entry in rooms_of(snapshot, RoomClass.AKTOR):
            if entry.owner in actors:
                yield _place(snapshot, entry, Audience.SSR)

    return _each_once(found())


def entry_at(snapshot: Snapshot, address: str) -> RoomEntry | None:
    return next((entry for entry in rooms(snapshot) if entry.address == address), None)


def _place(snapshot: Snapshot, entry: RoomEntry, audience: Audience) -> Place:
    kommun = entry.owner if entry.room_class is RoomClass.KOMMUN_POLIS else None
    return Place(entry.address, room_id(snapshot, entry), audience, kommun)


def _each_once(found: Iterable[Place]) -> tuple[Place, ...]:
    """Two addresses may lead to one room: it gets one picture, the one for the wider of its audiences."""
    of: dict[str, Place] = {}
    for one in found:
        where = one.room or one.address
        if where not in of or WIDTH[of[where].audience] < WIDTH[one.audience]:
            of[where] = one
    return tuple(of.values())
