"""What each registered room should be, what it is, and how to mend the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Protocol

from bot.actors.belonging import PeopleOf, belongs_in
from bot.actors.entries import RoomEntry
from bot.actors.facts import person, rooms
from bot.register.section import Snapshot

ENCRYPTION: Final = "m.megolm.v1.aes-sha2"
MODERATOR: Final = 50
"""The level at which a room lets its members invite others and remove messages, unless it says otherwise."""
NARROW_HISTORY: Final = frozenset({"joined", "invited"})


class RoomReport(Protocol):
    """A room as the homeserver shows it to the bot; ``bot.matrix.room_admin`` makes them."""

    @property
    def room_id(self) -> str: ...
    @property
    def joined(self) -> bool:
        """The bot is in the room; if not, the rest says nothing."""
        ...

    @property
    def encryption(self) -> str | None: ...
    @property
    def history_visibility(self) -> str: ...
    @property
    def join_rule(self) -> str: ...
    @property
    def guest_access(self) -> str: ...
    @property
    def replaced_by(self) -> str | None: ...
    @property
    def members(self) -> Mapping[str, str]:
        """Joined and invited, the bot among them."""
        ...

    @property
    def own_power(self) -> int: ...
    @property
    def invite_power(self) -> int: ...


@dataclass(frozen=True)
class Finding:
    """Something about a room that is not as it should be."""

    address: str
    name: str
    code: str
    grave: bool
    """The room must not be used for what its class is for until this is mended."""
    fields: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        """What is wrong and how to mend it."""
        shown = {key: ", ".join(v) if isinstance(v, tuple) else v for key, v in self.fields.items()}
        return SENTENCES[self.code].format(**shown)


SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "room.missing": "rummet finns inte; skapa det med `rocbot rooms --create` eller rätta registret",
        "room.not_joined": "boten är inte med; bjud in den till rummet",
        "room.unencrypted": "rummet är inte krypterat; slå på det i rummets inställningar",
        "room.history": "historiken är synlig för {visibility}; ändra till medlemmar från inbjudan",
        "room.join_rule": "andra än inbjudna kommer in ({join_rule}); ändra till bara inbjudna",
        "room.guests": "gäster kommer in; stäng av gäståtkomst i rummets inställningar",
        "room.strangers": "medlemmar som inte står i registret: {people}; ta bort dem eller för in dem",
        "room.outsiders": "medlemmar som inte hör hemma här: {people}; ta bort dem eller ändra registret",
        "room.absent": "saknas i rummet: {people}; bjud in dem",
        "room.replaced": "rummet har ersatts av ett nytt; bjud in boten dit eller rätta registret",
        "room.power": "boten har behörighet {power}, bjuder inte in och fäster inte; ge den 50 (moderator)",
        "room.shared": "samma rum står också som {other}; ett rum har en klass",
    }
)


@dataclass(frozen=True)
class Inspection:
    """Compares rooms with the register in force.

    Attributes:
        people_of: The people of a unit.
        me: The bot's own user id, which belongs everywhere.
    """

    snapshot: Snapshot
    people_of: PeopleOf
    me: str

    def rooms(self, reports: Mapping[str, RoomReport | None]) -> tuple[Finding, ...]:
        """Compare every registered room; ``reports`` go by the address that the register has."""
        found: list[Finding] = []
        first: dict[str, RoomEntry] = {}
        for entry in rooms(self.snapshot):
            report = reports.get(entry.address)
            found += self.room(entry, report)
            if report is not None and (other := first.setdefault(report.room_id, entry)) is not entry:
                found.append(_finding(entry, "room.shared", grave=True, other=other.name))
        return tuple(found)

    def room(self, entry: RoomEntry, report: RoomReport | None) -> tuple[Finding, ...]:
        """Compare one room; ``report`` is None when its address leads nowhere."""
        if report is None:
            return (_finding(entry, "room.missing", grave=True),)
        if not report.joined:
            return (_finding(entry, "room.not_joined", grave=True),)
        return (*_settings(entry, report), *self._members(entry, report))

    def _members(self, entry: RoomEntry, report: RoomReport) -> Iterator[Finding]:
        expected = belongs_in(self.snapshot, entry, self.people_of)
        present = sorted(set(report.members) - {self.me})
        strangers = tuple(user_id for user_id in present if person(self.snapshot, user_id) is None)
        outsiders = tuple(user_id for user_id in present if user_id not in {*expected, *strangers})
        absent = tuple(user_id for user_id in expected if user_id not in present)
        if strangers:
            yield _finding(entry, "room.strangers", grave=True, people=strangers)
        if outsiders:
            yield _finding(entry, "room.outsiders", people=outsiders)
        if absent:
            yield _finding(entry, "room.absent", people=absent)


def _settings(entry: RoomEntry, report: RoomReport) -> Iterator[Finding]:
    if report.replaced_by is not None:
        yield _finding(entry, "room.replaced", grave=True)
    if report.encryption != ENCRYPTION:
        yield _finding(entry, "room.unencrypted", grave=True)
    if report.history_visibility not in NARROW_HISTORY:
        seen_by = _VISIBILITY.get(report.history_visibility, "okända")
        yield _finding(entry, "room.history", grave=True, visibility=seen_by)
    if report.join_rule != "invite":
        yield _finding(entry, "room.join_rule", grave=True, join_rule=report.join_rule)
    if report.guest_access != "forbidden":
        yield _finding(entry, "room.guests", grave=True)
    if report.own_power < max(MODERATOR, report.invite_power):
        yield _finding(entry, "room.power", power=report.own_power)


def _finding(entry: RoomEntry, code: str, *, grave: bool = False, **fields: Any) -> Finding:
    return Finding(entry.address, entry.name, code, grave, fields)


_VISIBILITY: Final[Mapping[str, str]] = MappingProxyType(
    {"shared": "medlemmar även från tiden före inbjudan", "world_readable": "alla på internet"}
)
"""``shared`` lets a new member read what was said before; ``world_readable`` lets anybody."""
