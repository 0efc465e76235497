"""The example register works as it stands and shows every kind of entry."""

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.actors.entries import ActorEntry, ActorKind, FunctionEntry, PersonEntry, RoomEntry
from bot.actors.facts import kommuner, rooms_of
from bot.assembly import all_sections, register_sentences
from bot.cases.entries import RouteEntry
from bot.chat.message import Role, RoomClass
from bot.demo import standins
from bot.duty.entries import UnitEntry, UnitKind
from bot.duty.facts import people_of, unit, units
from bot.errors import Fault
from bot.register.apply import apply_register
from bot.register.document import read_text
from bot.register.load import Loaded, lines, load_files, validate
from bot.register.section import Sections, Snapshot
from bot.register.source import RegisterSource
from bot.store.engine import Store

EXAMPLE = Path(__file__).parents[2] / "examples" / "register.toml"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FICTION = (
    (r"08-465 004 \d\d", range(100)),
    (r"070-174 06 \d\d", range(5, 100)),
)

PUBLIC = ("112", "114 14", "116 111", "116 006", "116 016", "1177")
"""Short numbers of the whole country: the help contacts name them as they are."""


class StillClock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture(scope="module")
def sections() -> Sections:
    return all_sections(StillClock())


@pytest.fixture(scope="module")
def example(sections: Sections) -> Loaded:
    return load_files([EXAMPLE], sections, register_sentences())


@pytest.fixture(scope="module")
def found(example: Loaded) -> Snapshot:
    return example.snapshot()


def test_it_loads_and_the_only_thing_to_look_at_is_that_no_route_is_decided(
    example: Loaded, found: Snapshot
) -> None:
    assert len(example.warnings) == len(found.of(RouteEntry)) > 0
    assert all("raden är inte beslutad" in line for line in example.warnings)


def test_it_has_the_37_actors(found: Snapshot) -> None:
    kinds = Counter(actor.kind for actor in found.of(ActorEntry).values())
    assert sum(kinds.values()) == 37
    assert kinds[ActorKind.KOMMUN] == len(kommuner()) == 26


def test_every_kommun_has_one_jour_one_reception_and_one_preparedness(found: Snapshot) -> None:
    kinds = Counter(entry.kind for entry in found.of(UnitEntry).values() if not entry.exercise)
    assert kinds[UnitKind.SOCIALJOUR] == 6
    assert kinds[UnitKind.MOTTAGNING] == 26
    for kind in (UnitKind.SOCIALJOUR, UnitKind.MOTTAGNING, UnitKind.BEREDSKAP):
        served = [code for entry in units(found) if entry.kind is kind for code in entry.kommuner]
        assert sorted(served) == [one.code for one in kommuner()]


def test_the_police_answer_at_all_hours_and_offer_two_numbers(found: Snapshot) -> None:
    police = unit(found, "polis-rlc")
    assert police is not None
    assert police.open[0].always
    names = [f.name for f in found.of(FunctionEntry).values() if f.organisation == "polis"]
    assert names == ["RLC", "Vakthavande befäl"]


def test_nobody_is_real_and_every_role_is_held(found: Snapshot) -> None:
    people = found.of(PersonEntry).values()
    assert all(person.name.endswith("(fiktiv)") for person in people)
    assert all(person.id.endswith(":localhost") for person in people)
    assert {grant.role for person in people for grant in person.roles} == set(Role)
    assert all(people_of(found, entry.id) for entry in units(found))


def test_there_is_a_room_of_each_class(found: Snapshot) -> None:
    assert all(rooms_of(found, c) for c in RoomClass if c is not RoomClass.DIREKT)
    assert all(entry.alias and entry.alias.endswith(":localhost") for entry in found.of(RoomEntry).values())


def test_every_number_is_one_that_is_kept_for_fiction_or_a_short_one_of_the_whole_country() -> None:
    named = re.findall(r'(?:phone|number) = "([+0-9][^"]*)"', EXAMPLE.read_text("utf-8"))
    numbers = [number for number in named if number not in PUBLIC]
    assert len(numbers) == len(set(numbers)) > 36
    for number in numbers:
        assert any(re.fullmatch(form, number) and int(number[-2:]) in last for form, last in FICTION)


def test_every_key_that_the_register_takes_is_shown(sections: Sections) -> None:
    raw = tomllib.loads(EXAMPLE.read_text("utf-8"))
    # An id is the other way to name a room, and a key of one's own would say whom to trust on localhost.
    left_out = {
        "unit.contact",
        "room.id",
        "room.language",
        "person.master_key",
        "route.decided_by",
        "route.date",
    }
    shown = {key for section in sections for key in _shown(section.kind, raw[section.kind])}
    known = {key for section in sections for key in _known(section.kind, section.model)}
    assert known - shown <= left_out
    assert {key.split(".")[0] for key in shown} == {section.kind for section in sections}


async def test_what_is_stored_is_what_was_loaded(store: Store, example: Loaded, sections: Sections) -> None:
    async with store.begin() as session:
        await apply_register(session, example, sections, at=NOW, actor="admin")
    async with store.begin() as session:
        stored = await RegisterSource(sections).current(session)
    for model in example.entries:
        assert dict(stored.of(model)) == dict(example.entries[model])
        assert list(stored.of(model)) == list(example.entries[model])


def _known(kind: str, model: type[BaseModel]) -> set[str]:
    return {f"{kind}.{info.alias or name}" for name, info in model.model_fields.items()}


def _shown(kind: str, value: Any) -> set[str]:
    rows: list[dict[str, Any]] = value if isinstance(value, list) else [value]
    return {f"{kind}.{key}" for row in rows for key in row}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_changed_in_it_it_loads_or_each_fault_has_a_line(
    sections: Sections, data: st.DataObject
) -> None:
    text = EXAMPLE.read_text("utf-8").split("\n")
    number = data.draw(st.integers(0, len(text) - 1))
    line = text[number]
    place = data.draw(st.integers(0, len(line)))
    other = data.draw(
        st.sampled_from(["", "x", '"', "[", "]", "=", "1", "\n", "\u202e", line, " = 3", "true"])
    )
    text[number] = line[:place] + other + line[place + data.draw(st.integers(0, 9)) :]
    kinds = {section.kind: section.singleton for section in sections}
    entries, faults = validate(read_text("r.toml", "\n".join(text), kinds), sections)
    told = lines(faults, register_sentences())
    assert entries or faults
    assert all(re.match(r"r\.toml:\d+( \S.*)?: \S", line) for line in told), told
    assert not any("godtas inte (" in line for line in told), told


@pytest.mark.parametrize(
    ("old", "new", "key", "most"),
    [
        ('step = { nu = "5 min"', 'step = { nu = "900 d"', "defaults.step.nu", "1 h"),
        ('contact = { nu = "15 min"', 'contact = { nu = "61 min"', "defaults.contact.nu", "1 h"),
        ('idag = "30 min"', 'idag = "25 h"', "defaults.step.idag", "24 h"),
        ('kontorstid = "60 min"', 'kontorstid = "8 d"', "defaults.step.kontorstid", "7 d"),
        (
            'id = "socialjour-stockholm"\n',
            'id = "socialjour-stockholm"\nstep = { nu = "90 min" }\n',
            "unit.socialjour-stockholm.step.nu",
            "1 h",
        ),
    ],
)
def test_a_time_too_long_to_wait_is_told_with_line_and_limit(
    tmp_path: Path, old: str, new: str, key: str, most: str
) -> None:
    text = EXAMPLE.read_text("utf-8")
    changed = text.replace(old, new, 1)
    line = changed[: changed.index(new.strip().split("\n")[-1])].count("\n") + 1
    path = tmp_path / "register.toml"
    standins.write(tmp_path / "guides")
    path.write_text(changed, "utf-8")
    with pytest.raises(Fault) as told:
        load_files([path], all_sections(StillClock()), register_sentences())
    assert f"{path.name}:{line} {key}: är för lång tid, högst {most} får det ta" in "\n".join(
        told.value.fields["lines"]
    )
