"""Who speaks, where, and where notices go, answered from the register in force."""

from datetime import datetime

import pytest

from bot.actors.bindings import bind, bindings, follow_move, unbound
from bot.actors.facts import actor_room, kommun_room, rooms_of, unit_room
from bot.actors.people import RegisteredAddresses, RegisteredPeople
from bot.actors.rooms import SafeRooms
from bot.chat.message import Incoming, Place, Role, RoomClass, Trust
from bot.chat.outcome import Target, ToActor, ToClass, ToPerson, ToRoom, ToUnit
from bot.clock import Clock
from bot.register.apply import apply_register
from bot.register.section import Snapshot
from bot.register.source import RegisterSource
from bot.store.engine import Store
from tests.actors.registers import (
    ANNA,
    BO,
    CARL,
    EVA,
    FIA,
    NOW,
    SECTIONS,
    Rooms,
    StillClock,
    loaded,
    snapshot,
)

UNIT_ROOM = "!nacka:localhost"
ACTOR_ROOM = "!aktor:localhost"
STRANGER = "@nobody:elsewhere.example"
VIEW = Rooms(
    joined={UNIT_ROOM: frozenset({BO, STRANGER}), "!d1": frozenset({ANNA}), "!d2": frozenset({STRANGER})},
    plain=frozenset({"!d2"}),
    directs={"!d1": ANNA, "!d2": STRANGER, "!drift:localhost": EVA},
)


CLOCK: Clock = StillClock()


def units_of(_snapshot: Snapshot, user_id: str, at: datetime) -> frozenset[str]:
    return frozenset({"jour-nacka"}) if (user_id, at) == (BO, NOW) else frozenset()


def on_duty(_snapshot: Snapshot, unit: str, _at: datetime) -> tuple[str, ...]:
    return (ANNA, BO) if unit == "jour-sthlm" else ()


@pytest.fixture
async def source(store: Store) -> RegisterSource:
    async with store.begin() as session:
        await apply_register(session, loaded(), SECTIONS, at=NOW, actor="admin")
        await bind(session, "#nacka:localhost", UNIT_ROOM, at=NOW)
        await bind(session, "#aktor:localhost", ACTOR_ROOM, at=NOW)
    return RegisterSource(SECTIONS, [bindings])


def incoming(sender: str) -> Incoming:
    return Incoming(
        inbox_id=1,
        event_id="$1",
        room_id=UNIT_ROOM,
        sender=sender,
        kind="message",
        text="!vem",
        trust=Trust.UNSIGNED,
        origin_at=NOW,
        received_at=NOW,
    )


async def test_a_registered_sender_comes_with_roles_units_and_trust(
    store: Store, source: RegisterSource
) -> None:
    people = RegisteredPeople(source, VIEW, units_of, CLOCK)
    async with store.begin() as session:
        bo = await people.caller(session, incoming(BO))
        carl = await people.caller(session, incoming(CARL))
        eva = await people.caller(session, incoming(EVA))
    assert (bo.registered, bo.name, bo.organisation, bo.trust) == (
        True,
        "Bo, jouren",
        "nacka",
        Trust.UNSIGNED,
    )
    assert bo.roles == {Role.SOCIALJOUR: frozenset({"nacka"})}
    assert bo.units == {"jour-nacka"}
    assert carl.roles == {Role.ROC: frozenset({"lst"}), Role.RAPPORTOR: frozenset({"nacka"})}
    assert eva.roles[Role.GRANSKARE] == {"so", "ar"}


async def test_anybody_else_is_nobody(store: Store, source: RegisterSource) -> None:
    people = RegisteredPeople(source, VIEW, units_of, CLOCK)
    async with store.begin() as session:
        caller = await people.caller(session, incoming(STRANGER))
    assert (caller.registered, caller.organisation, dict(caller.roles)) == (False, None, {})


@pytest.mark.parametrize(
    "expected",
    [
        Place(UNIT_ROOM, RoomClass.ENHET, "jour-nacka", encrypted=True, strangers=(STRANGER,)),
        Place("!drift:localhost", RoomClass.DRIFT, None, encrypted=True),
        Place("!d1", RoomClass.DIREKT, None, encrypted=True, language="en", person="@anna:localhost"),
        Place("!d2", None, None, encrypted=False, strangers=(STRANGER,)),
        Place("!other", None, None, encrypted=True),
    ],
)
async def test_a_room_has_the_class_that_the_register_gives_it_or_is_a_direct_chat(
    store: Store,
    source: RegisterSource,
    expected: Place,
) -> None:
    people = RegisteredPeople(source, VIEW, units_of, CLOCK)
    async with store.begin() as session:
        assert await people.place(session, expected.room_id) == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (ToPerson(ANNA), [(ANNA, "en")]),
        (ToPerson(ANNA, "!d1"), [("!d1", "en")]),
        (ToPerson(BO, "!d1"), [(BO, "sv")]),
        (ToPerson(ANNA, UNIT_ROOM), [(ANNA, "en")]),
        (ToPerson(STRANGER), []),
        (ToRoom("!any"), [("!any", "sv")]),
        (ToUnit("jour-nacka"), [(UNIT_ROOM, "sv")]),
        (ToUnit("jour-sthlm"), [(ANNA, "en"), (BO, "sv")]),
        (ToUnit("unheard-of"), []),
        (ToActor("lst"), [(ACTOR_ROOM, "sv")]),
        (ToActor("nacka"), [(CARL, "sv")]),
        (ToActor("polis"), []),
        (ToClass(RoomClass.DRIFT), [("!drift:localhost", "sv")]),
        (ToClass(RoomClass.ROC), []),
    ],
)
async def test_a_target_becomes_addresses(
    store: Store, source: RegisterSource, target: Target, expected: list[tuple[str, str]]
) -> None:
    addresses = RegisteredAddresses(source, on_duty, CLOCK, VIEW)
    async with store.begin() as session:
        found = await addresses.resolve(session, target)
        names = [await addresses.display_name(session, user) for user in (FIA, STRANGER)]
    assert [(address.target, address.language) for address in found] == expected
    assert names == ["Fia, kommunikatör", STRANGER]


async def test_a_room_that_moves_keeps_its_entry(store: Store, source: RegisterSource) -> None:
    async with store.begin() as session:
        before = await source.current(session)
        moved = await follow_move(session, before, UNIT_ROOM, "!new:localhost", at=NOW)
        moved += await follow_move(session, before, "!drift:localhost", "!newdrift:localhost", at=NOW)
        assert await follow_move(session, before, "!unknown", "!x:localhost", at=NOW) == ()
    async with store.begin() as session:
        after = await source.current(session)
    assert [entry.address for entry in moved] == ["#nacka:localhost", "!drift:localhost"]
    assert unit_room(after, "jour-nacka") == "!new:localhost"
    async with store.begin() as session:
        await follow_move(session, after, "!new:localhost", "!newer:localhost", at=NOW)
    async with store.begin() as session:
        after = await source.current(session)
    assert unit_room(after, "jour-nacka") == "!newer:localhost"


async def test_aliases_that_were_never_looked_up_are_listed(store: Store, source: RegisterSource) -> None:
    async with store.begin() as session:
        missing = unbound(await source.current(session))
    assert rooms_of(await current(store, source), RoomClass.ROC)[0] in missing
    assert "#nacka:localhost" not in {entry.address for entry in missing}


async def test_where_an_alias_leads_outlasts_a_new_register(store: Store, source: RegisterSource) -> None:
    async with store.begin() as session:
        await apply_register(session, loaded(), SECTIONS, at=NOW, actor="admin")
    assert unit_room(await current(store, source), "jour-nacka") == UNIT_ROOM


async def current(store: Store, source: RegisterSource) -> Snapshot:
    async with store.begin() as session:
        return await source.current(session)


async def test_a_room_with_a_stranger_hears_no_details(store: Store, source: RegisterSource) -> None:
    known = Rooms(joined={UNIT_ROOM: frozenset({BO})})
    async with store.begin() as session:
        assert not await SafeRooms(source, VIEW).safe(session, UNIT_ROOM)
        assert await SafeRooms(source, known).safe(session, UNIT_ROOM)


def test_an_actor_and_a_kommun_have_a_room_once_its_alias_leads_somewhere() -> None:
    found = snapshot({"#kp:localhost": "!kp:localhost"})
    assert kommun_room(found, "0182") == "!kp:localhost"
    assert (kommun_room(found, "0180"), actor_room(found, "lst")) == (None, None)
    assert actor_room(snapshot({"#aktor:localhost": ACTOR_ROOM}), "lst") == ACTOR_ROOM
