"""The map of a version: the same in the picture and in words, and nothing that its readers may not see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.register.section import RegisterFault, Snapshot
from bot.situation.entries import PictureEntry
from bot.situation.sections import SENTENCES, situation_sections
from bot.situation.values import COUNTY, Level, Trend
from commands.picture_map import map_alt, map_drawing
from tests.cases.night import example
from tests.draw.reading import check, texts
from tests.situation.picture_values import (
    ACTIVATED,
    DUE,
    HUDDINGE,
    NACKA,
    NAMES,
    SALEM,
    level,
    speaks,
    version,
)

SERIOUS = level(NACKA, Level.SERIOUS, Trend.WORSE)
SILENT = level(SALEM, None)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_card_can_be_read_and_names_reference_time_and_mode(language: str) -> None:
    drawing = map_drawing(version(SERIOUS, SILENT, mode=ACTIVATED), {}, NAMES, speaks(language))
    check(drawing)
    shown = " ".join(texts(drawing))
    assert "LB-1121-1" in shown
    assert "15:00" in shown
    if language == "sv":
        assert "aktiverat läge sedan fredag 20 november 18:40" in shown
        assert "allvarligt: 1" in shown


def test_the_words_say_all_that_the_picture_shows_highest_first() -> None:
    old = level(HUDDINGE, Level.STRAINED, carried=True, observed_at=DUE.replace(day=20))
    said = map_alt(version(SERIOUS, old, SILENT), NAMES, speaks())
    assert said.startswith(
        "Karta, Lägesbild LB-1121-1, lördag 21 november 15:00, ordinarie läge. "
        "Hela länet 1 ansträngt, oförändrat. Nacka 2 allvarligt, värre; "
        "Huddinge 1 ansträngt, uppgift från fredag 20 november 15:00; "
    )
    assert said.endswith("Ej rapporterat: Salem.")
    assert all(name in said for name in NAMES.kommuner.values())


def test_the_words_are_in_the_drawing_for_who_hears_it() -> None:
    value = version(SERIOUS, SILENT)
    assert f"<desc>{map_alt(value, NAMES, speaks())}</desc>" in map_drawing(value, {}, NAMES, speaks()).svg


def test_what_is_not_reported_has_neither_arrow_nor_clock() -> None:
    silent = level(SALEM, None, Trend.WORSE, carried=True)
    with_it, without = (map_drawing(version(one), {}, NAMES, speaks()) for one in (silent, SILENT))
    assert with_it == without


def test_the_last_fourteen_days_are_drawn_and_no_more() -> None:
    days = [Level.NORMAL] * 20
    long, short = (
        map_drawing(version(), {NACKA: past, COUNTY: past}, NAMES, speaks()) for past in (days, days[:14])
    )
    assert long == short
    assert long != map_drawing(version(), {}, NAMES, speaks())


def test_a_local_picture_frames_its_kommun() -> None:
    drawing = map_drawing(version(kommun=NACKA), {}, NAMES, speaks())
    assert drawing.svg.count('stroke-width="3"') == 1


def test_an_exercise_says_so_in_picture_and_words() -> None:
    value = version(exercise=True)
    assert "ÖVNING" in texts(map_drawing(value, {}, NAMES, speaks()))
    assert map_alt(value, NAMES, speaks()).startswith("Övning. ")


def test_the_same_map_goes_with_a_picture_whether_or_not_anybody_reviewed_it() -> None:
    held, whole = (map_drawing(version(SERIOUS, held=held), {}, NAMES, speaks()) for held in (True, False))
    assert held == whole


def test_a_correction_says_which_version_it_is() -> None:
    drawing = map_drawing(version(version=2), {}, NAMES, speaks())
    assert "Lägesbild LB-1121-1, version 2" in texts(drawing)


def test_the_cause_of_the_mode_is_never_drawn() -> None:
    value = version(mode=ACTIVATED)
    assert "PLANTERAD" not in map_drawing(value, {}, NAMES, speaks()).svg


def faults(entry: PictureEntry) -> list[RegisterFault]:
    snapshot = Snapshot(1, {**example().entries, PictureEntry: {"lagesbild": entry}})
    (section,) = (one for one in situation_sections() if one.kind == "lagesbild")
    return list(section.check(snapshot))


def test_a_level_that_cannot_be_drawn_is_refused_with_the_letter_named() -> None:
    assert faults(PictureEntry()) == []
    (fault,) = faults(replace_levels("läge 漢"))
    assert SENTENCES[fault.code].format(**fault.fields) == (
        "nivån läge 漢 har tecken som inte kan ritas i kartan: 漢"
    )


def replace_levels(name: str) -> PictureEntry:
    return PictureEntry(levels=("normalt", "ansträngt", "allvarligt", name))


def test_a_letter_that_is_lacking_all_the_same_does_not_stop_the_picture() -> None:
    names = replace(NAMES, levels=("normalt", "漢", "allvarligt", "kritiskt"))
    check(map_drawing(version(), {}, names, speaks()))
