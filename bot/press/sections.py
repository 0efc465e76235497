"""What joint messages add to the register, and what is said of faults there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bot.actors.facts import actor
from bot.press.entries import ChannelEntry, LineEntry, PressEntry
from bot.register.section import RegisterFault, Section, Snapshot, Table

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "press.mail": "ska vara en e-postadress, till exempel redaktion@tidningen.example",
        "press.url": "ska vara en adress som börjar med https://",
        "press.channel_needs": "en sådan kanal behöver också {keys}",
        "press.lookup": "lookup ska ha {{id}} där mottagaren väntar sig budskapets id",
        "press.open_line": (
            "adressen ska börja med https://; http:// går bara till den egna maskinen, "
            "och då med private_address = true"
        ),
        "press.public_exercise": "en kanal för övning ska ha public = false, och kan inte vara ett flöde",
        "press.private_feed": "ett flöde kan alla läsa, så det ska inte ha public = false",
        "press.channel": "det finns ingen kanal {channel}",
        "press.owner": "det finns ingen aktör {actor}",
    }
)


def press_sections() -> tuple[Section, ...]:
    return (
        Table("budskap", PressEntry, singleton=True, checks=_known_channels),
        Table("kanal", ChannelEntry),
        Table("formulering", LineEntry, checks=_owners),
    )


def _known_channels(snapshot: Snapshot) -> Iterator[RegisterFault]:
    known = snapshot.of(ChannelEntry)
    for key, entry in snapshot.of(PressEntry).items():
        for one in entry.channels:
            if one not in known:
                yield RegisterFault("budskap", key, "channels", "press.channel", {"channel": one})


def _owners(snapshot: Snapshot) -> Iterator[RegisterFault]:
    for entry in snapshot.of(LineEntry).values():
        if actor(snapshot, entry.owner) is None:
            yield RegisterFault("formulering", entry.id, "owner", "press.owner", {"actor": entry.owner})
