from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.duty.calendar import DayCalendar
from bot.duty.words import HOLIDAYS, DayKind
from tests.routing.almanac import EVE_OF_RED, GREAT_EVES, HALF, OTHER_EVES, PUBLIC, SQUEEZED


@pytest.fixture(scope="module")
def calendar() -> DayCalendar:
    return DayCalendar()


def year() -> list[date]:
    return [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def test_every_day_of_a_year_is_what_the_almanac_says(calendar: DayCalendar) -> None:
    for when in year():
        kinds = calendar.day(when).kinds
        assert (DayKind.HELGDAG in kinds) == (when in PUBLIC)
        assert (DayKind.ROD_DAG in kinds) == (when in PUBLIC or when.weekday() == 6)
        assert (DayKind.AFTON in kinds) == (when in GREAT_EVES or when in OTHER_EVES)
        assert (DayKind.HALVDAG in kinds) == (when in HALF)
        assert (DayKind.KLAMDAG in kinds) == (when in SQUEEZED)
        assert (DayKind.DAG_FORE_ROD_DAG in kinds) == (when in EVE_OF_RED)


def test_an_eve_that_the_law_puts_beside_a_sunday_is_no_working_day(calendar: DayCalendar) -> None:
    assert DayKind.VARDAG not in calendar.day(date(2026, 12, 24)).kinds
    assert DayKind.VARDAG in calendar.day(date(2026, 4, 30)).kinds


def test_a_day_is_called_by_its_own_name_without_the_hour(calendar: DayCalendar) -> None:
    assert calendar.day(date(2026, 4, 30)).names == ("Valborgsmässoafton",)
    assert calendar.day(date(2026, 11, 10)).names == ()


def test_two_holidays_on_one_date_keep_both_names(calendar: DayCalendar) -> None:
    meeting = calendar.day(date(2008, 5, 1))
    assert set(meeting.names) == {"Första maj", "Kristi himmelsfärdsdag"}
    assert meeting.fits("första maj")
    assert meeting.fits("kristi himmelsfärdsdag")


def test_every_name_that_a_row_can_use_is_in_the_calendar_and_no_other(calendar: DayCalendar) -> None:
    found = {name.lower() for when in year() for name in calendar.day(when).names}
    assert found == set(HOLIDAYS)


@pytest.mark.parametrize(
    ("word", "day", "fits"),
    [
        ("måndag-torsdag", date(2026, 11, 12), True),
        ("måndag-torsdag", date(2026, 11, 13), False),
        ("fredag-måndag", date(2026, 11, 15), True),
        ("fredag-måndag", date(2026, 11, 11), False),
        ("onsdag", date(2026, 11, 11), True),
        ("2026-11-11", date(2026, 11, 11), True),
        ("julafton", date(2026, 12, 24), True),
        ("julafton", date(2026, 12, 31), False),
    ],
)
def test_a_word_means_its_days(calendar: DayCalendar, word: str, day: date, fits: bool) -> None:  # noqa: FBT001 - the example
    assert calendar.day(day).fits(word) is fits
