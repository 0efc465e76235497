"""How a room that is missing is to be made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.actors.belonging import PeopleOf, belongs_in
from bot.actors.entries import RoomEntry
from bot.actors.facts import people
from bot.chat.message import RoomClass
from bot.register.section import Snapshot


@dataclass(frozen=True)
class RoomPlan:
    """Everything that the maker of a room has to know; encryption is on from the first event.

    ``history_visibility`` is ``invited``, so that who is called in sees the alarm that called them.
    ``federate`` can never be changed afterwards: it is off only while all registered people share the
    server of the room.
    """

    address: str
    alias: str
    name: str
    topic: str
    room_class: RoomClass
    invite: tuple[str, ...]
    federate: bool
    encrypted: bool = True
    history_visibility: str = "invited"
    join_rule: str = "invite"
    guest_access: str = "forbidden"

    @property
    def alias_localpart(self) -> str:
        return self.alias[1:].split(":", 1)[0]


def plan_creation(
    snapshot: Snapshot, missing: Collection[RoomEntry], people_of: PeopleOf
) -> tuple[RoomPlan, ...]:
    """Plans for the rooms that have an alias; a room known by its id alone cannot be made again."""
    return tuple(
        RoomPlan(
            address=entry.address,
            alias=entry.alias,
            name=entry.name,
            topic=_TOPICS[entry.room_class],
            room_class=entry.room_class,
            invite=belongs_in(snapshot, entry, people_of),
            federate=any(_server(p.id) != _server(entry.alias) for p in people(snapshot)),
        )
        for entry in missing
        if entry.alias is not None
    )


def _server(identifier: str) -> str:
    return identifier.split(":", 1)[1]


_TOPICS: Final[Mapping[RoomClass, str]] = MappingProxyType(
    {
        RoomClass.ENHET: "Enhetens eget rum: larm om ärenden. Skriv inga namn eller personnummer.",
        RoomClass.KOMMUN_POLIS: "Kommunen och polisen. Skriv inga namn eller personnummer.",
        RoomClass.ROC: "ROC: referens, enhet och läge. Inga uppgifter om enskilda.",
        RoomClass.SSR: "Alla aktörer. Inga uppgifter om enskilda.",
        RoomClass.KOMMUNIKATION: "Kommunikatörernas rum: utkast, godkännanden, frågor och rykten.",
        RoomClass.AKTOR: "Aktörens eget rum: begäran och påminnelser.",
        RoomClass.LEDNING: "Ledningens rum. Inga uppgifter om enskilda.",
        RoomClass.DRIFT: "Drift: det som boten själv behöver hjälp med.",
    }
)
