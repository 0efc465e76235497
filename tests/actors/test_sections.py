"""What only the whole register shows is told by line and key; other subjects' questions are answered."""

# ruff: noqa: E501 - a table of faults is read row by row

import pytest

from bot.actors.facts import (
    actor,
    function_number,
    function_numbers,
    has_role,
    has_signed_en_ingang,
    kommun_actor,
    person,
    room,
    room_id,
    rooms,
    rooms_of,
    trusted_room,
    unit_room,
)
from bot.actors.sections import SENTENCES
from bot.chat.message import Role, RoomClass
from bot.register.document import read_text
from bot.register.load import lines, validate
from tests.actors.registers import ANNA, BO, CARL, EVA, GOOD, KINDS, SECTIONS, Rooms, faults_in, snapshot


def test_the_register_of_these_tests_is_without_faults() -> None:
    assert faults_in(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('organisation = "polis"\nroles', 'organisation = "police"\nroles', "r.toml:6 person.@anna:localhost.organisation: det finns ingen aktör police; menar du polis?"),
        ('organisation = "nacka" }', 'organisation = "naka" }', "r.toml:21 person.@carl:localhost.roles.1.organisation: det finns ingen aktör naka; menar du nacka?"),
        ('units = ["jour-nacka"]', 'units = ["jour-naka"]', "r.toml:15 person.@bo:localhost.units.0: det finns ingen enhet jour-naka; menar du jour-nacka?"),
        ('role = "polis"', 'role = "polisman"', "r.toml:7 person.@anna:localhost.roles.0.role: godtas inte; det går att välja på polis, socialjour, roc"),
        ('role = "granskare", language = "so"', 'role = "granskare"', "r.toml:33 person.@eva:localhost.roles.1: language anges för rollen granskare"),
        ('{ role = "polis" }', '{ role = "polis", language = "so" }', "r.toml:7 person.@anna:localhost.roles.0: language anges för rollen granskare"),
        ('{ role = "polis" }', '"polis"', "r.toml:7 person.@anna:localhost.roles.0: ska vara en tabell inom krullparenteser"),
        ('language = "en"', 'language = "fi"', "r.toml:8 person.@anna:localhost.language: godtas inte; det går att välja på sv och en"),
        ('"@anna:localhost"', '"anna"', "r.toml:4 person.anna.id: ska vara ett Matrix-namn som @anna:localhost"),
        ('"@bo:localhost"', '"@anna:localhost"', "r.toml:10 person.@anna:localhost: finns redan i r.toml rad 3"),
        ('{ role = "admin" }, ', "", "r.toml:3 person: ingen har rollen admin"),
        ('"08-465 004 01"', '"ring mig"', "r.toml:44 function.rlc.number: ska vara ett telefonnummer"),
        ('organisation = "polis"\nverified', 'organisation = "x"\nverified', "r.toml:45 function.rlc.organisation: det finns ingen aktör x"),
        ('owner = "jour-nacka"', 'owner = "jour-x"', "r.toml:59 room.#nacka:localhost.owner: det finns ingen enhet jour-x"),
        ('owner = "jour-sthlm"', 'owner = "jour-nacka"', "r.toml:65 room.#sthlm:localhost.owner: jour-nacka har redan rummet #nacka:localhost"),
        ('owner = "Nacka"', 'owner = "Naka"', "r.toml:71 room.#kp:localhost.owner: ingen kommun i länet heter så; menar du Nacka?"),
        ('\nowner = "lst"', "", "room.#aktor:localhost.owner: rum av klassen aktör ska ha owner: aktör"),
        ('class = "roc"', 'class = "roc"\nowner = "lst"', "room.#roc:localhost.owner: rum av klassen roc har ingen owner"),
        ('class = "roc"', 'class = "ssr"', "r.toml:55 room: det finns inget rum av klassen roc"),
        ('class = "roc"', 'class = "direkt"', "room.#roc:localhost: direktchattar står inte i registret"),
        ('id = "!drift:localhost"', 'id = "!drift:localhost"\nalias = "#d:localhost"', "room.!drift:localhost: rummet ska ha ett av id och alias"),
        ('id = "!drift:localhost"', 'id = "#drift:localhost"', "room.#drift:localhost.id: ska vara ett rums-id som !abc:localhost"),
        ('alias = "#roc:localhost"', 'alias = "roc"', "room.roc.alias: ska vara ett rumsalias som #roc:localhost"),
        ('kommun = "0114"', 'kommun = "0182"', "actor.nacka.kommun: Nacka finns redan som upplands-vasby"),
        ('kommun = "0114"', 'kommun = "0182"', "actor.Upplands Väsby: Upplands Väsby saknas bland aktörerna"),
        ('kommun = "0114"', 'kommun = "0999"', "actor.upplands-vasby.kommun: ingen kommun i länet heter så"),
        ('kommun = "0114"', 'kommun = "Upplands"', "actor.upplands-vasby.kommun: ingen kommun i länet heter så; menar du Upplands Väsby eller Upplands-Bro?"),
        ('kind = "stat"', 'kind = "stat"\nen_ingang = true', "actor.lst: en_ingang gäller bara kommuner"),
        ('kind = "stat"', 'kind = "kommun"', 'actor.lst: kommun anges för aktörer med kind = "kommun"'),
        ('kind = "stat"', 'kind = "statlig"', "actor.lst.kind: godtas inte; det går att välja på kommun, stat,"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_what_would_be_right(old: str, new: str, told: str) -> None:
    assert old in GOOD
    faults = faults_in(GOOD.replace(old, new, 1))
    assert any(told in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2026-11-01", "2026-08-01", "r.toml:46 function.rlc.verified_at: numret kontrollerades för 113 dagar sedan"),
        ("2026-11-01", "2027-01-01", "r.toml:46 function.rlc.verified_at: 2027-01-01 har inte varit än"),
        ("\nverified_at = 2026-11-02", "", "actor.nacka: verified_at saknas: när kontrollerades"),
        ("2026-11-02", "2026-01-01", "actor.nacka.verified_at: att kommunen har skrivit på kontrollerades för 325 dagar"),
    ],
)  # fmt: skip
def test_what_was_verified_long_ago_or_never_is_a_warning(old: str, new: str, told: str) -> None:
    _, found = validate(read_text("r.toml", GOOD.replace(old, new, 1), KINDS), SECTIONS)
    assert all(fault.warning for fault in found)
    assert [line for line in lines(found, SENTENCES) if told in line]


def test_a_kommun_whose_entry_is_broken_is_not_also_missing() -> None:
    assert len(faults_in(GOOD.replace('kommun = "0114"', 'kommun = "0114"\ncolour = "blå"'))) == 1


def test_people_and_roles() -> None:
    found = snapshot()
    assert person(found, ANNA) is not None
    assert person(found, "@nobody:localhost") is None
    assert has_role(found, ANNA, Role.POLIS)
    assert not has_role(found, ANNA, Role.ADMIN)
    assert has_role(found, CARL, Role.RAPPORTOR, "nacka")
    assert not has_role(found, CARL, Role.RAPPORTOR, "lst")
    assert not has_role(found, "@nobody:localhost", Role.POLIS)


def test_kommuner_and_who_has_signed() -> None:
    found = snapshot()
    nacka = kommun_actor(found, "0182")
    assert nacka is not None
    assert nacka == actor(found, "nacka")
    assert has_signed_en_ingang(found, "0182")
    assert not has_signed_en_ingang(found, "0180")
    assert not has_signed_en_ingang(found, "okänd")


def test_numbers_of_functions_by_organisation_in_the_order_of_the_file() -> None:
    found = snapshot()
    assert [f.id for f in function_numbers(found)] == ["rlc", "jour"]
    assert [f.id for f in function_numbers(found, "polis")] == ["rlc"]
    rlc = function_number(found, "rlc")
    assert rlc is not None
    assert rlc.number == "08-465 004 01"


def test_rooms_are_found_by_the_id_that_their_alias_leads_to() -> None:
    found = snapshot({"#nacka:localhost": "!n:localhost"})
    nacka = room(found, "!n:localhost")
    assert nacka is not None
    assert nacka.name == "Rum nacka"
    assert unit_room(found, "jour-nacka") == "!n:localhost"
    assert unit_room(found, "jour-sthlm") is None
    assert unit_room(found, "unheard-of") is None
    assert room(found, "!elsewhere:localhost") is None
    assert [room_id(found, entry) for entry in rooms_of(found, RoomClass.DRIFT)] == ["!drift:localhost"]
    assert len(rooms(found)) == 9


def test_a_kommun_polis_room_is_kept_by_code() -> None:
    assert [entry.owner for entry in rooms_of(snapshot(), RoomClass.KOMMUN_POLIS)] == ["0182"]


def test_details_may_stand_only_in_an_encrypted_room_without_strangers() -> None:
    found = snapshot()
    view = Rooms(
        joined={"!a": frozenset({BO, EVA}), "!b": frozenset({BO, "@x:else"})}, plain=frozenset({"!c"})
    )
    assert trusted_room(found, view, "!a")
    assert not trusted_room(found, view, "!b")
    assert not trusted_room(found, view, "!c")
