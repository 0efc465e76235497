"""What each room should be, who belongs in it, and what is wrong with it."""

from dataclasses import dataclass, field, replace

import pytest

from bot.actors.belonging import belongs_in
from bot.actors.creation import plan_creation
from bot.actors.facts import rooms, rooms_of
from bot.actors.inspect import SENTENCES, Inspection
from bot.chat.message import RoomClass
from tests.actors.registers import ANNA, BO, CARL, DORA, EVA, FIA, people_of, snapshot

BOT = "@rocbot:localhost"
STRANGER = "@nobody:elsewhere.example"


@dataclass(frozen=True)
class Report:
    room_id: str = "!n:localhost"
    joined: bool = True
    encryption: str | None = "m.megolm.v1.aes-sha2"
    history_visibility: str = "invited"
    join_rule: str = "invite"
    guest_access: str = "forbidden"
    replaced_by: str | None = None
    members: dict[str, str] = field(default_factory=lambda: {BOT: "join", BO: "join"})
    own_power: int = 100
    invite_power: int = 0


FOUND = snapshot()
NACKA = rooms_of(FOUND, RoomClass.ENHET)[0]
INSPECTION = Inspection(FOUND, people_of, BOT)


def test_a_room_as_it_should_be_gives_no_finding() -> None:
    assert INSPECTION.room(NACKA, Report()) == ()
    assert INSPECTION.room(NACKA, Report(history_visibility="joined")) == ()


@pytest.mark.parametrize(
    ("report", "code", "grave", "words"),
    [
        (None, "room.missing", True, "rocbot rooms --create"),
        (Report(joined=False), "room.not_joined", True, "bjud in den"),
        (Report(encryption=None), "room.unencrypted", True, "inte krypterat"),
        (Report(encryption="m.other"), "room.unencrypted", True, "inte krypterat"),
        (Report(history_visibility="shared"), "room.history", True, "före inbjudan"),
        (Report(history_visibility="world_readable"), "room.history", True, "alla på internet"),
        (Report(join_rule="public"), "room.join_rule", True, "(public)"),
        (Report(join_rule="knock"), "room.join_rule", True, "(knock)"),
        (Report(guest_access="can_join"), "room.guests", True, "gäster kommer in"),
        (Report(replaced_by="!new:localhost"), "room.replaced", True, "ersatts"),
        (Report(members={BO: "join", STRANGER: "invite"}), "room.strangers", True, STRANGER),
        (Report(members={BO: "join", ANNA: "join"}), "room.outsiders", False, ANNA),
        (Report(members={}), "room.absent", False, BO),
        (Report(own_power=0), "room.power", False, "behörighet 0"),
        (Report(own_power=50, invite_power=75), "room.power", False, "behörighet 50"),
    ],
)
def test_each_defect_is_one_finding_with_how_to_mend_it(
    report: Report | None,
    code: str,
    grave: bool,  # noqa: FBT001
    words: str,
) -> None:
    (finding,) = INSPECTION.room(NACKA, report)
    assert (finding.code, finding.grave, finding.address) == (code, grave, "#nacka:localhost")
    assert words in finding.sentence()


def test_all_defects_of_a_room_are_told_together() -> None:
    report = Report(encryption=None, join_rule="public", members={STRANGER: "join"}, own_power=0)
    codes = {finding.code for finding in INSPECTION.room(NACKA, report)}
    assert codes == {"room.unencrypted", "room.join_rule", "room.strangers", "room.absent", "room.power"}


def test_every_registered_room_is_looked_at_and_one_room_is_not_two() -> None:
    reports = {"#nacka:localhost": Report(), "#sthlm:localhost": Report(members={BOT: "join"})}
    findings = INSPECTION.rooms(reports)
    missing = {finding.address for finding in findings if finding.code == "room.missing"}
    assert missing == {entry.address for entry in rooms(FOUND)} - set(reports)
    (shared,) = (finding for finding in findings if finding.code == "room.shared")
    assert shared.address == "#sthlm:localhost"
    assert "Rum nacka" in shared.sentence()


def test_every_finding_has_a_sentence() -> None:
    assert all(INSPECTION.room(NACKA, None)[0].code in SENTENCES for _ in (1,))
    assert all(text and text[0].islower() for text in SENTENCES.values())


@pytest.mark.parametrize(
    ("room_class", "expected"),
    [
        (RoomClass.ENHET, {BO}),
        (RoomClass.KOMMUN_POLIS, {ANNA, BO, CARL}),
        (RoomClass.ROC, {CARL, DORA}),
        (RoomClass.SSR, {ANNA, BO, CARL, DORA, EVA, FIA}),
        (RoomClass.KOMMUNIKATION, {FIA}),
        (RoomClass.AKTOR, {CARL, DORA, EVA, FIA}),
        (RoomClass.LEDNING, {DORA}),
        (RoomClass.DRIFT, {EVA}),
    ],
)
def test_who_belongs_in_a_room_of_each_class(room_class: RoomClass, expected: set[str]) -> None:
    entry = rooms_of(FOUND, room_class)[0]
    assert set(belongs_in(FOUND, entry, people_of)) == expected


def test_missing_rooms_are_planned_with_the_right_people_and_a_room_known_by_id_is_not() -> None:
    plans = {plan.alias_localpart: plan for plan in plan_creation(FOUND, rooms(FOUND), people_of)}
    assert len(plans) == len(rooms(FOUND)) - 1
    assert plans["nacka"].invite == (BO,)
    assert plans["nacka"].address == "#nacka:localhost"
    assert plans["roc"].name == "Rum roc"
    assert all(plan.topic for plan in plans.values())


def test_a_unit_without_people_gets_an_empty_room() -> None:
    sthlm = replace(Report(), members={BOT: "join"})
    assert INSPECTION.room(rooms_of(FOUND, RoomClass.ENHET)[1], sthlm) == ()
