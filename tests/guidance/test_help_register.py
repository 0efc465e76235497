"""The register's help contacts: its faults have sentences, and old numbers are reported once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.assembly import all_sections, register_sentences
from bot.clock import SystemClock
from bot.demo.stage import quick_register
from bot.duty.entries import UnitEntry
from bot.guidance.entries import HelpEntry
from bot.register.document import read_text
from bot.register.load import Loaded, concerns, lines, validate
from bot.register.section import Snapshot
from bot.store.engine import Store
from tests.cases.night import DRIFT, Night, Said, changed, example
from tests.harness.clock import MovableClock

EVENING = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
ROW = {
    "id": '"linje"',
    "kind": '"foralder"',
    "name": '"Linjen"',
    "phone": '"08-465 004 70"',
    "verified_at": "2026-11-02",
    "verified_by": '"Anna (påhittad)"',
}
NOD = """
[[hjalp]]
id = "nod"
kind = "nod"
name = "SOS Alarm"
phone = "112"
verified_at = 2026-11-02
verified_by = "Anna (påhittad)"

[[hjalp]]
id = "polis"
kind = "polis"
name = "Polisen"
phone = "114 14"
verified_at = 2026-11-02
verified_by = "Anna (påhittad)"
"""


def faults(text: str) -> list[str]:
    """The sentences on a register of this text alone."""
    sections = all_sections(MovableClock(EVENING))
    known = tuple(one for one in sections if one.kind in {"hjalp", "gangsnack"})
    kinds = {one.kind: one.singleton for one in known}
    _, found = validate(read_text("r.toml", text, kinds), known)
    return list(lines(found, register_sentences()))


def row(**changes: str | None) -> str:
    values = {**ROW, **changes}
    return "\n[[hjalp]]\n" + "\n".join(f"{key} = {value}" for key, value in values.items() if value) + "\n"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": '"foraldrar"'}, "kind: är inget slags hjälp; det går att välja på nod, polis, "),
        ({"kind": '"foraldrar"'}, "menar du foralder?"),
        ({"kommuner": '["Naka"]'}, "Nacka"),
        ({"phone": None}, "ange phone eller url: hur når man dem?"),
        ({"phone": '"noll åtta"'}, "ska vara ett telefonnummer av siffror"),
        ({"url": '"http://linjen.example"'}, "ska vara en adress som börjar med https://"),
        ({"order": "-1"}, "ska vara minst 0"),
        ({"order": '"först"'}, "ska vara ett heltal"),
        ({"always_open": "true", "open": "[{ always = true }]"}, "ange always_open eller open, inte båda"),
        ({"needs": '["pengar"]'}, "det går att välja på barn, förälder, lämna"),
        ({"verified_at": None}, "uppgiften saknas"),
        ({"verified_by": None}, "uppgiften saknas"),
        ({"verified_at": "2026-12-01"}, "2026-12-01 har inte varit än"),
        ({"verified_at": "2026-01-01"}, "kontrollerades för 325 dagar sedan och visas därför inte"),
    ],
)
def test_each_fault_says_how_to_mend_it(changes: dict[str, str | None], sentence: str) -> None:
    assert any(sentence in line for line in faults(NOD + row(**changes)))


def test_a_right_contact_has_no_fault() -> None:
    assert faults(NOD + row()) == []
    assert faults(NOD + row(kind='"lamna-polis"')) == []
    assert faults("") == []


def test_contacts_without_112_are_refused() -> None:
    (no_emergency, no_police) = faults(row())
    assert 'nödnumret saknas; lägg till en [[hjalp]] med kind = "nod" och phone = "112"' in no_emergency
    assert "polisens nummer saknas" in no_police


def test_the_emergency_number_cannot_be_another() -> None:
    assert any("nödnumret är 112" in line for line in faults(NOD.replace('"112"', '"08-465 004 70"')))


def test_an_old_112_is_doubted_and_still_shown() -> None:
    old = NOD.replace("2026-11-02", "2026-01-01", 1)
    assert any("visas ändå, men kontrollera det" in line for line in faults(old))


def test_the_same_number_for_the_same_help_is_told() -> None:
    assert any(
        "samma nummer och samma slags hjälp som linje" in line for line in faults(NOD + row() + row(id='"b"'))
    )


def test_a_public_number_needs_whoever_checked_it_and_its_age_counts() -> None:
    unit = example().entries[UnitEntry]["socialjour-sydost"]
    unsaid = unit.model_copy(update={"verified_by": None, "verified_at": date(2026, 8, 1)})
    snapshot = Snapshot(1, changed(unit={"socialjour-sydost": unsaid}).entries)
    told = [one.text for one in concerns(snapshot, all_sections(MovableClock(EVENING)), register_sentences())]
    assert any("säg vem som kontrollerade public_phone" in text for text in told)
    assert any("public_phone kontrollerades för 113 dagar sedan och ges därför inte" in text for text in told)


def aged(on: date, *names: str) -> Loaded:
    known = example().entries[HelpEntry]
    return changed(hjalp={name: known[name].model_copy(update={"verified_at": on}) for name in names})


def told(said: list[Said]) -> list[str]:
    return [one.body for one in said if one.room == DRIFT and "till allmänheten" in one.body]


async def begun(store: Store, loaded: Loaded) -> tuple[Night, list[str]]:
    night = await Night(store, MovableClock(EVENING)).open(loaded)
    return night, told(await night.tick())


OLD = date(2026, 8, 1)


async def test_old_contacts_are_told_to_operations_with_how_to_mend_them(store: Store) -> None:
    _, (said,) = await begun(store, aged(OLD, "bris", "nod"))
    assert said.splitlines() == [
        "2 hjälpnummer till allmänheten är inte kontrollerade på mer än 90 dagar och visas inte:",
        "- [[hjalp]] bris: Bris, 116 111, 113 dagar sedan",
        "- [[hjalp]] nod: SOS Alarm, 112, 113 dagar sedan (visas ändå)",
        (
            "Ring och kontrollera. Ändra sedan verified_at och verified_by i registret och ladda det igen "
            "med rocbot register FIL."
        ),
    ]


async def test_they_are_told_once_until_something_changes(store: Store) -> None:
    night, first = await begun(store, aged(OLD, "bris"))
    assert len(first) == 1
    assert told(await night.pass_by(days=3)) == []
    await night.open(aged(OLD, "bris", "varden"))
    (again,) = told(await night.tick())
    assert "1177" in again
    await night.open(example())
    assert told(await night.pass_by(days=2)) == []


async def test_a_number_that_grows_old_is_told_the_morning_after(store: Store) -> None:
    night, none = await begun(store, aged(date(2026, 8, 25), "bris"))
    assert none == []
    assert told(await night.pass_by(hours=12, minutes=59)) == []
    (said,) = told(await night.pass_by(hours=24, minutes=2))
    assert "Bris, 116 111, 91 dagar sedan" in said


async def test_a_units_number_that_is_reported_every_morning_is_not_told_twice(store: Store) -> None:
    unit = example().entries[UnitEntry]["socialjour-sydost"].model_copy(update={"verified_at": OLD})
    _, none = await begun(store, changed(unit={"socialjour-sydost": unit}))
    assert none == []


def test_the_numbers_of_the_played_scene_are_new_on_whatever_day_it_is_played() -> None:
    """The example's dates stay as they are; a year later its numbers would be left out."""
    document = quick_register()
    checked = {entry["verified_at"] for kind in ("hjalp", "unit") for entry in document[kind]}
    assert SystemClock().now().date() - min(checked) <= timedelta(days=1)
