"""What each registered room should be, what it is, and how to mend the difference."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Protocol

from bot.actors.belonging import PeopleOf, belongs_in
from bot.actors.entries import RoomEntry
from bot.actors.facts import person
from bot.register.section import Snapshot

NARROW_HISTORY: Final = frozenset({"joined", "invited"})


class RoomReport(Protocol):
    """A room as the homeserver shows it to the bot; made by the edge to Matrix."""

    @property
    def room_id(self) -> str: ...
    @property
    def joined(self) -> bool:
        """The bot itself is in the room."""
        ...

    @property
    def encrypted(self) -> bool: ...
    @property
    def history_visibility(self) -> str: ...
    @property
    def join_rule(self) -> str: ...
    @property
    def guest_access(self) -> str: ...
    @property
    def members(self) -> Collection[str]:
        """Joined and invited people, the bot left out."""
        ...

    @property
    def can_invite(self) -> bool: ...
    @property
    def can_send(self) -> bool: ...
    @property
    def can_redact(self) -> bool: ...


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
        "room.power": "boten får inte {what}; höj dess behörighet i rummet (moderator räcker)",
        "room.shared": "samma rum står också som {other}; ett rum har en klass",
    }
)


def inspect_room(
    snapshot: Snapshot, entry: RoomEntry, report: RoomReport | None, people_of: PeopleOf
) -> tuple[Finding, ...]:
    """Compare one room with its entry; ``report`` is None when its address leads nowhere."""
    return tuple(
        Finding(entry.address, entry.name, code, grave, fields)
        for code, grave, fields in _compare(snapshot, entry, report, people_of)
    )


def inspect_rooms(
    snapshot: Snapshot, reports: Mapping[str, RoomReport | None], people_of: PeopleOf
) -> tuple[Finding, ...]:
    """Compare all rooms.

    Args:
        snapshot: The register in force.
        reports: By the address that the register has; a missing one counts as a missing room.
        people_of: The people of a unit.
    """
    found: list[Finding] = []
    first: dict[str, RoomEntry] = {}
    for entry in snapshot.of(RoomEntry).values():
        report = reports.get(entry.address)
        found += inspect_room(snapshot, entry, report, people_of)
        if report is not None and (other := first.setdefault(report.room_id, entry)) is not entry:
            found.append(Finding(entry.address, entry.name, "room.shared", True, {"other": other.name}))
    return tuple(found)


def _compare(
    snapshot: Snapshot, entry: RoomEntry, report: RoomReport | None, people_of: PeopleOf
) -> Iterator[tuple[str, bool, Mapping[str, Any]]]:
    if report is None:
        yield "room.missing", True, {}
        return
    if not report.joined:
        yield "room.not_joined", True, {}
        return
    if not report.encrypted:
        yield "room.unencrypted", True, {}
    if report.history_visibility not in NARROW_HISTORY:
        yield "room.history", True, {"visibility": _VISIBILITY.get(report.history_visibility, "okända")}
    if report.join_rule != "invite":
        yield "room.join_rule", True, {"join_rule": report.join_rule}
    if report.guest_access != "forbidden":
        yield "room.guests", True, {}
    yield from _membership(snapshot, entry, report, people_of)
    lacking = tuple(
        what
        for may, what in (
            (report.can_send, "skriva"),
            (report.can_invite, "bjuda in"),
            (report.can_redact, "ta bort meddelanden"),
        )
        if not may
    )
    if lacking:
        yield "room.power", not report.can_send, {"what": lacking}


def _membership(
    snapshot: Snapshot, entry: RoomEntry, report: RoomReport, people_of: PeopleOf
) -> Iterator[tuple[str, bool, Mapping[str, Any]]]:
    expected = belongs_in(snapshot, entry, people_of)
    present = sorted(report.members)
    if strangers := tuple(user_id for user_id in present if person(snapshot, user_id) is None):
        yield "room.strangers", True, {"people": strangers}
    registered = (user_id for user_id in present if user_id not in strangers)
    if outsiders := tuple(user_id for user_id in registered if user_id not in expected):
        yield "room.outsiders", False, {"people": outsiders}
    if absent := tuple(user_id for user_id in expected if user_id not in report.members):
        yield "room.absent", False, {"people": absent}


_VISIBILITY: Final[Mapping[str, str]] = MappingProxyType(
    {"shared": "medlemmar även från tiden före inbjudan", "world_readable": "alla på internet"}
)
"""``shared`` lets a new member read what was said before; ``world_readable`` lets anybody."""
