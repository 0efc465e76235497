"""Taking the picture out: three forms of the same, safe to open, never wider than the room they come from."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.situation.compile import compile_version
from bot.situation.compiled import Count, Inputs, ModeState, NeedState, Version
from bot.situation.export_json import as_json
from bot.situation.statements import Exported, of_reports, of_version
from bot.situation.values import WIDTH, Audience, Level, Mode, Part, Report
from commands.picture_export_csv import as_csv, guarded
from commands.picture_export_text import as_text
from commands.picture_map import map_alt, map_drawing
from tests.situation.day import HED, LUND, ROC, SSR, Day
from tests.situation.made import communication
from tests.situation.made import inputs as made_inputs
from tests.situation.past import (
    DUE,
    NACKA,
    OWN,
    POLICE,
    ROC_ONLY,
    WIDE,
    files,
    inputs,
    plain,
    publish,
    put,
    report,
)
from tests.situation.picture_values import NAMES, speaks

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs/lagesbild.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def backend() -> str:
    """Files do not depend on the database."""
    return "sqlite"


def exported(version: Version) -> Exported:
    cases = {"taken": Count(10, 14)}
    return Exported(version.audience, DUE, NAMES, tuple(of_version(version)), version=version, cases=cases)


def extract(*reports: Report) -> Exported:
    return Exported(
        Audience.SSR, DUE, NAMES, tuple(of_reports(reports)), total=len(reports), reports=len(reports)
    )


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def valid(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    return found


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


async def test_the_latest_picture_as_text_has_the_headings_of_other_systems(day: Day) -> None:
    many = replace(WIDE, parts={Part.EVENT: "Lugnare", Part.NEED: "Två tolkar", Part.MEASURE: "Samtal"})
    await publish(day, inputs(many))
    said = await day.type(HED, "!lägesbild export")
    (body,) = await files(day, said)
    text = body.decode()
    assert text.startswith(
        "LÄGESBILD LB-1121-1\nTidpunkt: lördag 21 november 15:00\nSamverkansläge: ordinarie läge\n"
        "Får ses av: alla aktörer\n\nLÄGE PER KOMMUN\n"
    )
    assert "\nNacka: 1 ansträngt, värre\n" in text
    headings = [line for line in text.splitlines() if line.isupper()]
    assert headings[-3:] == ["HÄNDELSE", "VIDTAGNA ÅTGÄRDER", "BEHOV"]
    assert "- Lugnare (R-1121-1, Nacka kommun, bekräftat, fältassistent, lördag 21 november 12:00)" in text


async def test_as_json_it_follows_the_documented_schema(day: Day) -> None:
    await publish(day, inputs(WIDE, POLICE))
    (body,) = await files(day, await day.type(HED, "!lägesbild export format:json"))
    found = valid(body.decode())
    assert found["picture"]["reference"] == "LB-1121-1"
    assert [one["words"] for one in found["statements"]] == [*WIDE.parts.values(), *POLICE.parts.values()]
    assert len(found["levels"]) == 26
    await put(day, WIDE)
    (body,) = await files(day, await day.type(HED, "!lägesbild export format:json kommun:Nacka"))
    found = valid(body.decode())
    assert found["asked"] == {"kommun": NACKA}
    assert found["statements"][0]["level"] == 1


@pytest.mark.parametrize("audience", [Audience.ROC, Audience.SSR])
@pytest.mark.parametrize("held", [False, True])
def test_the_communicative_part_follows_the_schema_for_each_audience(
    audience: Audience, *, held: bool
) -> None:
    version = compile_version(made_inputs(communication=communication()), audience, held=held)
    found = valid(as_json(exported(version)))["communication"]
    assert found["questions"]["open"] == 9
    assert len(found["rumours"]["widest"]) == (0 if held else 2)
    titles = [one["title"] for one in (*found["planned"], *found["published"])]
    assert titles.count(None) == (5 if held else 0 if audience is Audience.ROC else 2)


async def test_as_csv_it_opens_in_a_swedish_spreadsheet(day: Day) -> None:
    await publish(day, inputs(WIDE))
    (body,) = await files(day, await day.type(HED, "!lägesbild export format:csv"))
    assert body.startswith(b"\xef\xbb\xbfslag;plats;")
    table = rows(body)
    assert len([row for row in table if row["slag"] == "nivå"]) == 27
    (line,) = (row for row in table if row["slag"] == "uppgift")
    assert line["plats"] == "Nacka"
    assert line["text"] == WIDE.parts[Part.EVENT]
    assert line["läget"] == "2026-11-21 12:00"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=cmd|' /C calc'!A0"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@given(st.text(max_size=40))
def test_no_cell_of_the_table_begins_a_formula_and_no_word_is_lost(words: str) -> None:
    (row,) = rows(as_csv(extract(report(1, words)), speaks()))
    assert row["text"].removeprefix("'") == words.removeprefix("'")
    assert not row["text"].lstrip().startswith(("=", "+", "-", "@"))


async def test_the_answer_says_who_may_see_the_file(day: Day) -> None:
    await publish(day, inputs(WIDE))
    assert "Får ses av: alla aktörer." in plain(await day.type(HED, "!lägesbild export"))
    assert "Får ses av: ROC och ledningen." in plain(await day.type(LUND, "!lägesbild export", ROC))


async def test_ones_own_reports_make_the_file_as_narrow_as_they_are(day: Day) -> None:
    await put(day, WIDE, OWN)
    said = await day.type(HED, "!lägesbild export format:json kommun:Nacka")
    assert "Får ses av: bara den egna aktören." in plain(said)
    (body,) = await files(day, said)
    assert valid(body.decode())["audience"] == "own"


async def test_a_file_is_as_wide_as_the_room(day: Day) -> None:
    await publish(day, inputs(WIDE, ROC_ONLY))
    await put(day, WIDE, ROC_ONLY)
    for form in ("text", "csv", "json"):
        for more in ("", " sedan:2026-11-20 00:00"):
            wide, narrow = [
                (await files(day, await day.type(LUND, f"!lägesbild export format:{form}{more}", room)))[0]
                for room in (SSR, ROC)
            ]
            assert "Bara för ROC" not in wide.decode()
            assert "Bara för ROC" in narrow.decode()


async def test_counts_of_cases_leave_the_house_in_bands_even_from_roc(day: Day) -> None:
    await publish(day, inputs(WIDE))
    (body,) = await files(day, await day.type(LUND, "!lägesbild export format:json", ROC))
    assert valid(body.decode())["cases"] == {
        "alarmed": {"least": 0, "most": 4},
        "taken": {"least": 10, "most": 14},
    }


async def test_a_picture_that_nobody_reviewed_is_taken_out_without_text(day: Day) -> None:
    await publish(day, inputs(WIDE), held=True)
    for form in ("text", "csv", "json"):
        (body,) = await files(day, await day.type(HED, f"!lägesbild export format:{form}"))
        assert "Öppet för alla" not in body.decode()


def test_an_exercise_is_marked_in_every_line_that_leaves() -> None:
    made = inputs(replace(WIDE, exercise=True), exercise=True)
    value = exported(compile_version(made, Audience.SSR))
    assert as_text(value, speaks()).startswith("ÖVNING")
    assert all(row["slag"].startswith("ÖVNING ") for row in rows(as_csv(value, speaks())))
    assert valid(as_json(value))["picture"]["exercise"] is True


async def test_nothing_to_take_out_is_said_and_no_file_comes(day: Day) -> None:
    for typed, answer in (
        ("", "Ingen lägesbild har gått ut än"),
        (" kommun:Nacka", "så det blev ingen fil"),
        (" LB-1121-7", "LB-1121-7"),
        (" R-1121-7", "förstår inte"),
        (" format:pdf", "text"),
    ):
        said = await day.type(HED, f"!lägesbild export{typed}")
        assert answer in plain(said)
        assert await files(day, said) == []


# What is for fewer is in nothing that leaves


def planted(number: int, audience: Audience) -> Report:
    """A report whose every word that somebody wrote is its own."""
    word = f"ord{number}{audience.value}"
    return report(
        number,
        "",
        actor="polis" if number % 2 else "nacka",
        audience=audience,
        parts={part: f"{word}{part.value}" for part in Part},
        source=f"{word}källa",
        level=Level(number % 4),
        tags=("skola",) if number % 3 else (),
    )


def needing(number: int, audience: Audience) -> NeedState:
    return NeedState(
        f"BE-{number:04}", "polis", audience, f"ord{number}{audience.value}behov", DUE, kommun=NACKA
    )


audiences = st.sampled_from(Audience)


@st.composite
def mixed(draw: st.DrawFn) -> Inputs:
    reports = [planted(number, draw(audiences)) for number in range(1, draw(st.integers(1, 6)) + 1)]
    before = [planted(number, draw(audiences)) for number in range(10, 10 + draw(st.integers(0, 3)))]
    needs = [needing(number, draw(audiences)) for number in range(20, 20 + draw(st.integers(0, 3)))]
    mode = ModeState(Mode.ACTIVATED, since=DUE)
    return inputs(*reports, before=tuple(before), before_reference="LB-1120-1", needs=tuple(needs), mode=mode)


def everything(version: Version) -> Iterator[str]:
    """All that can leave the house of one version."""
    say = speaks()
    value = exported(version)
    yield as_json(value)
    yield as_csv(value, say).decode()
    yield as_text(value, say)
    yield map_drawing(version, {}, NAMES, say).svg
    yield map_alt(version, NAMES, say)


@settings(max_examples=60, deadline=None)
@given(
    made=mixed(),
    audience=st.sampled_from([Audience.ROC, Audience.SSR]),
    held=st.booleans(),
    local=st.booleans(),
)
def test_what_is_for_fewer_is_in_no_file_and_no_picture(
    *,
    made: Inputs,
    audience: Audience,
    held: bool,
    local: bool,
) -> None:
    kommun = NACKA if local and audience is Audience.SSR else None
    version = compile_version(made, audience, held=held, kommun=kommun)
    narrower = [one for one in Audience if held or WIDTH[one] < WIDTH[audience]]
    secrets = [f"{number}{one.value}" for number in range(1, 24) for one in narrower]
    for text in everything(version):
        assert not [secret for secret in secrets if f"ord{secret}" in text]
    valid(as_json(exported(version)))
