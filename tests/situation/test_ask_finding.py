"""Finding reports and pictures in the database: each filter, pages, versions, what was counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.situation.freeze import to_json
from bot.situation.picture_tables import PictureRow
from bot.situation.values import Part, ReportState
from tests.situation.day import EK, HED, LUND, ROC, Day
from tests.situation.past import (
    DUE,
    HOUR,
    POLICE,
    ROC_ONLY,
    WIDE,
    inputs,
    plain,
    publish,
    put,
    report,
)


async def test_an_older_picture_is_shown_by_its_number_as_people_say_it(after: Day) -> None:
    old = inputs(replace(WIDE, parts={Part.EVENT: "I går"}), reference="LB-1120-1", due_at=DUE - 24 * HOUR)
    await publish(after, old)
    await publish(after, inputs(WIDE))
    for typed in ("LB-1120-1", "lb 1120 1", "bild:LB-1120-1", "Lägesbild 1120-1"):
        assert "I går" in plain(await after.type(EK, f"!lägesbild visa {typed}"))
    assert "Öppet för alla" in plain(await after.type(EK, "!lägesbild visa senaste"))


async def test_filters_find_what_fits_all_of_them_newest_first(after: Day) -> None:
    later = replace(report(5, "Nyare"), reported_at=DUE - HOUR)
    await put(after, WIDE, POLICE, later)
    said = plain(await after.type(EK, "!lägesbild visa kommun:Nacka sedan:idag tema:skola"))
    assert said.startswith("2 rapporter: Nacka, Skola och fritid, sedan lördag 21 november 00:00.")
    assert said.index("Nyare") < said.index("Öppet för alla")
    assert "Huddinge" not in said


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("kommun:Huddinge", {4}),
        ("Huddinge", {4}),
        ("rekrytering", {4}),
        ("aktör:polis", {4}),
        ("nivå:1", {1}),
        ("nivå:ansträngt", {1}),
        ("nivå:3", set()),
        ("sedan:2 h", set()),
        ("sedan:4 h", {1, 4}),
        ("till:12:30", set()),
        ("till:idag", {1, 4}),
        ("till:igår", set()),
        ("sedan:igår till:14:00", {1, 4}),
    ],
)
async def test_each_filter(after: Day, filters: str, found: set[int]) -> None:
    await put(after, WIDE, POLICE)
    said = plain(await after.type(EK, f"!lägesbild visa {filters}"))
    assert {number for number in (1, 4) if f"R-1121-{number}" in said} == found
    assert found or "Inga rapporter som du kan se här" in said


async def test_many_reports_come_in_pages_and_the_line_for_the_next_works(after: Day) -> None:
    await put(after, *(report(number, f"Nummer {number:02}") for number in range(1, 24)))
    seen: list[str] = []
    said = plain(await after.type(EK, "!lägesbild visa kommun:Nacka sedan:igår"))
    while True:
        seen += [f"{number:02}" for number in range(1, 24) if f"Nummer {number:02}" in said]
        if "Fler: skriv " not in said:
            break
        line = said.split("Fler: skriv ")[1].splitlines()[0].rstrip(".")
        said = plain(await after.type(EK, line))
    assert len(seen) == 23
    assert set(seen) == {f"{number:02}" for number in range(1, 24)}


async def test_one_report_shows_its_versions(after: Day) -> None:
    await put(after, WIDE, state=ReportState.REPLACED)
    await put(after, report(7, "Rättat: det var lugnt"), corrects=1)
    said = plain(await after.type(EK, "!lägesbild visa R-1121-7"))
    assert "Rättat: det var lugnt" in said
    assert "R-1121-1, lördag 21 november 13:00: ersatt." in said
    assert "R-1121-7, lördag 21 november 13:00: gäller." in said


async def test_a_joint_event_leads_to_each_that_told_of_it(after: Day) -> None:
    await put(after, WIDE)
    await put(after, POLICE, same=1)
    said = plain(await after.type(EK, "!lägesbild visa R-1121-1"))
    assert "Samma händelse, räknad en gång:" in said
    assert "R-1121-4" in said


async def test_a_joint_event_does_not_name_what_one_may_not_see(after: Day) -> None:
    await put(after, ROC_ONLY)
    await put(after, POLICE, same=2)
    assert "R-1121-2" not in plain(await after.type(EK, "!lägesbild visa R-1121-4"))
    assert "R-1121-2" in plain(await after.type(LUND, "!lägesbild visa R-1121-4", ROC))


async def test_the_words_of_a_withdrawn_report_are_for_roc_and_its_own_actor(after: Day) -> None:
    await put(after, WIDE, state=ReportState.WITHDRAWN)
    outside = plain(await after.type(EK, "!lägesbild visa R-1121-1"))
    assert "Återtagen av aktören." in outside
    assert "Öppet för alla" not in outside
    assert "Öppet för alla" in plain(await after.type(LUND, "!lägesbild visa R-1121-1", ROC))
    assert "R-1121-1" not in plain(await after.type(LUND, "!lägesbild visa kommun:Nacka", ROC))


async def test_exercises_are_in_no_extract(after: Day) -> None:
    await put(after, replace(WIDE, exercise=True))
    assert "Inga rapporter" in plain(await after.type(LUND, "!lägesbild visa kommun:Nacka"))


async def test_history_says_when_how_many_had_answered_and_who_reviewed(after: Day) -> None:
    await publish(after, inputs(WIDE, reference="LB-1120-1", due_at=DUE - 24 * HOUR), held=True)
    await publish(after, inputs(WIDE))
    said = plain(await after.type(HED, "!lägesbild historik"))
    assert said.index("LB-1121-1") < said.index("LB-1120-1")
    assert said.count("1 av 2") == 2
    assert "nej, bara nivåer" in said


async def test_a_difference_tells_levels_and_lines_that_are_new_or_gone(after: Day) -> None:
    await publish(after, inputs(POLICE, reference="LB-1120-1", due_at=DUE - 24 * HOUR))
    await publish(after, inputs(WIDE, ROC_ONLY))
    for typed in ("", " LB-1120-1", " LB-1120-1 LB-1121-1", " LB-1121-1 LB-1120-1"):
        said = plain(await after.type(HED, f"!lägesbild skillnad{typed}"))
        assert "Nacka: från ej rapporterat till 1 ansträngt." in said
        assert "Nytt, händelse: Öppet för alla" in said
        assert "R-1121-4" in said
        assert "Bara för ROC" not in said
    assert "Bara för ROC" in plain(await after.type(LUND, "!lägesbild skillnad", ROC))


async def test_a_correction_is_shown_in_its_newest_version_and_the_old_one_by_its_number(after: Day) -> None:
    await publish(after, inputs(WIDE))
    async with after.store.begin() as session:
        first = (await session.scalars(select(PictureRow))).one()
        corrected = inputs(replace(WIDE, parts={Part.EVENT: "Rättat i efterhand"}))
        session.add(
            PictureRow(
                round_id=first.round_id, version=2, state="published", compiled_at=DUE + HOUR / 2,
                inputs=to_json(corrected), published_at=DUE + HOUR / 2, reason="fel uppgift",
            )
        )  # fmt: skip
    said = await after.type(LUND, "!lägesbild visa")
    assert "Rättat i efterhand" in plain(said)
    assert "version 2" in plain(said)
    for typed in ("LB-1121-1 version 1", "LB-1121-1 v1", "LB-1121-1.1"):
        assert "Öppet för alla" in plain(await after.type(LUND, f"!lägesbild visa {typed}"))
    changes = plain(await after.type(LUND, "!lägesbild skillnad"))
    assert "Från LB-1121-1 (" in changes
    assert "till LB-1121-1 version 2 (" in changes
    assert "Rättat i efterhand" in changes


async def test_none_is_lost_where_one_part_of_the_search_meets_the_next(
    after: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.situation.asking._AT_ONCE", 3)
    await put(after, *(report(number, "x") for number in range(1, 8)))
    await put(after, *(report(number, "x", reported_at=DUE - number * HOUR) for number in range(8, 12)))
    assert plain(await after.type(LUND, "!lägesbild visa kommun:Nacka")).startswith("11 rapporter")
