"""What this subject adds to the register, with the checks that need the whole of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from bot.actors.entries import ActorEntry, FunctionEntry, PersonEntry, RoomEntry
from bot.actors.facts import kommuner
from bot.chat.message import Role, RoomClass
from bot.clock import Clock
from bot.register.document import nearest
from bot.register.section import RegisterFault, Sections, Snapshot, StaleAfter, Table, ninety_days

UnitIds = Callable[[Snapshot], Collection[str]]

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "actor.kommun": 'kommun anges för aktörer med kind = "kommun", och bara för dem',
        "actor.en_ingang": "en_ingang gäller bara kommuner",
        "actor.kommun_twice": "{kommun} finns redan som {other}; varje kommun är en aktör",
        "actor.kommun_missing": "{kommun} saknas bland aktörerna; varje kommun i länet ska finnas",
        "actor.unverified": "verified_at saknas: när kontrollerades att kommunen har skrivit på?",
        "actor.stale": "att kommunen har skrivit på kontrollerades för {days} dagar sedan",
        "verified.future": "{date} har inte varit än",
        "kommun.unknown": "ingen kommun i länet heter så{hint}",
        "role.language": "language anges för rollen granskare, och bara för den",
        "person.organisation": "det finns ingen aktör {organisation}{hint}",
        "person.unit": "det finns ingen enhet {unit}{hint}",
        "person.no_admin": "ingen har rollen admin; någon måste kunna ladda registret och se till rummen",
        "room.address": "rummet ska ha ett av id och alias, inte båda",
        "room.direct": "direktchattar står inte i registret, boten känner igen dem ändå",
        "room.owner_missing": "rum av klassen {room_class} ska ha owner: {what}",
        "room.owner_unneeded": "rum av klassen {room_class} har ingen owner",
        "room.owner_unknown": "det finns ingen {what} {owner}{hint}",
        "room.second": "{owner} har redan rummet {other}; en enhet har ett rum",
        "room.class_missing": "det finns inget rum av klassen {room_class}; det måste finnas ett",
        "function.stale": "numret kontrollerades för {days} dagar sedan, ring och kontrollera det",
        "function.organisation": "det finns ingen aktör {organisation}{hint}",
    }
)

_OWNERS: Final[Mapping[RoomClass, str]] = MappingProxyType(
    {
        RoomClass.ENHET: "enhet",
        RoomClass.AKTOR: "aktör",
        RoomClass.KOMMUN_POLIS: "kommun",
    }
)
_REQUIRED: Final = (RoomClass.ROC, RoomClass.DRIFT)


def actor_sections(unit_ids: UnitIds, clock: Clock, stale: StaleAfter = ninety_days) -> Sections:
    """The kinds of entry of this subject; ``unit_ids`` says which units the duty part knows."""

    def today() -> date:
        return clock.now().date()

    return (
        Table("actor", ActorEntry, checks=lambda snapshot: _actors(snapshot, today(), stale(snapshot))),
        Table(
            "function", FunctionEntry, checks=lambda snapshot: _functions(snapshot, today(), stale(snapshot))
        ),
        Table("person", PersonEntry, checks=lambda snapshot: _people(snapshot, unit_ids(snapshot))),
        Table(
            "room",
            RoomEntry,
            identity=lambda entry: entry.address,
            checks=lambda snapshot: _rooms(snapshot, unit_ids(snapshot)),
        ),
    )


def _actors(snapshot: Snapshot, today: date, stale: timedelta) -> Iterator[RegisterFault]:
    seen: dict[str, str] = {}
    names = {kommun.code: kommun.name for kommun in kommuner()}
    for actor in snapshot.of(ActorEntry).values():
        if actor.kommun is None:
            continue
        if actor.kommun in seen:
            fields = {"kommun": names[actor.kommun], "other": seen[actor.kommun]}
            yield RegisterFault("actor", actor.id, "kommun", "actor.kommun_twice", fields)
        seen.setdefault(actor.kommun, actor.id)
        if actor.en_ingang:
            yield from _verified("actor", actor.id, actor.verified_at, today, stale)
    for code, name in names.items():
        if code not in seen:
            fields = {"kommun": name, "code": code}
            yield RegisterFault("actor", name, None, "actor.kommun_missing", fields)


def _functions(snapshot: Snapshot, today: date, stale: timedelta) -> Iterator[RegisterFault]:
    for entry in snapshot.of(FunctionEntry).values():
        yield from _organisation(snapshot, "function", entry.id, "organisation", entry.organisation)
        yield from _verified("function", entry.id, entry.verified_at, today, stale)


def _people(snapshot: Snapshot, units: Collection[str]) -> Iterator[RegisterFault]:
    everyone = snapshot.of(PersonEntry).values()
    for person in everyone:
        yield from _organisation(snapshot, "person", person.id, "organisation", person.organisation)
        for number, grant in enumerate(person.roles):
            if grant.organisation is not None:
                key = f"roles.{number}.organisation"
                yield from _organisation(snapshot, "person", person.id, key, grant.organisation)
        for number, unit in enumerate(person.units):
            if unit not in units:
                fields = {"unit": unit, "suggestion": nearest(unit, units)}
                yield RegisterFault("person", person.id, f"units.{number}", "person.unit", fields)
    if not any(grant.role is Role.ADMIN for person in everyone for grant in person.roles):
        yield RegisterFault("person", "", None, "person.no_admin")


def _rooms(snapshot: Snapshot, units: Collection[str]) -> Iterator[RegisterFault]:
    entries = snapshot.of(RoomEntry).values()
    known = {RoomClass.ENHET: units, RoomClass.AKTOR: snapshot.of(ActorEntry)}
    first: dict[str, str] = {}
    for entry in entries:
        what = _OWNERS.get(entry.room_class)
        fields = {"room_class": entry.room_class.value, "what": what, "owner": entry.owner}
        if what is None or entry.owner is None:
            if (what is None) != (entry.owner is None):
                code = "room.owner_missing" if what else "room.owner_unneeded"
                yield RegisterFault("room", entry.address, "owner", code, fields)
        elif entry.room_class in known and entry.owner not in known[entry.room_class]:
            fields["suggestion"] = nearest(entry.owner, known[entry.room_class])
            yield RegisterFault("room", entry.address, "owner", "room.owner_unknown", fields)
        elif entry.room_class is RoomClass.ENHET:
            other = first.setdefault(entry.owner, entry.address)
            if other != entry.address:
                fields["other"] = other
                yield RegisterFault("room", entry.address, "owner", "room.second", fields)
    count = Counter(entry.room_class for entry in entries)
    for room_class in _REQUIRED:
        if not count[room_class]:
            fields = {"room_class": room_class.value}
            yield RegisterFault("room", "", None, "room.class_missing", fields)


def _verified(
    kind: str, entry_id: str, verified_at: date | None, today: date, stale: timedelta
) -> Iterator[RegisterFault]:
    if verified_at is None:
        yield RegisterFault(kind, entry_id, None, f"{kind}.unverified", warning=True)
    elif verified_at > today:
        fields: dict[str, object] = {"date": verified_at.isoformat()}
        yield RegisterFault(kind, entry_id, "verified_at", "verified.future", fields, warning=True)
    elif today - verified_at > stale:
        fields = {"days": (today - verified_at).days}
        yield RegisterFault(kind, entry_id, "verified_at", f"{kind}.stale", fields, warning=True)


def _organisation(
    snapshot: Snapshot, kind: str, entry_id: str, key: str, organisation: str
) -> Iterable[RegisterFault]:
    actors = snapshot.of(ActorEntry)
    if organisation not in actors:
        fields = {"organisation": organisation, "suggestion": nearest(organisation, actors)}
        yield RegisterFault(kind, entry_id, key, f"{kind}.organisation", fields)
