"""How a room that is missing is to be made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.actors.belonging import PeopleOf, belongs_in
from bot.actors.entries import RoomEntry
from bot.chat.message import RoomClass
from bot.register.section import Snapshot


@dataclass(frozen=True)
class RoomPlan:
    """What the maker of rooms has to know; that they are encrypted and by invitation goes without saying."""

    address: str
    alias_localpart: str
    name: str
    topic: str
    invite: tuple[str, ...]


def plan_creation(
    snapshot: Snapshot, missing: Collection[RoomEntry], people_of: PeopleOf
) -> tuple[RoomPlan, ...]:
    """Plans for the rooms that have an alias; a room known by its id alone cannot be made again."""
    return tuple(
        RoomPlan(
            address=entry.alias,
            alias_localpart=entry.alias[1:].split(":", 1)[0],
            name=entry.name,
            topic=_TOPICS[entry.room_class],
            invite=belongs_in(snapshot, entry, people_of),
        )
        for entry in missing
        if entry.alias is not None
    )


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
