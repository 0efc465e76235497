from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.duty.calendar import DayCalendar
from bot.duty.entries import UnitEntry
from bot.duty.hours import Interval, OpeningHours
from bot.duty.localtime import exists, instant, local, twice
from bot.duty.words import HOLIDAYS, DayKind

CALENDAR = DayCalendar()


def unit(*rows: dict[str, Any], **more: Any) -> UnitEntry:
    return UnitEntry.model_validate(
        {"id": "u", "name": "U", "kind": "socialjour", "organisation": "o", "open": list(rows), **more}
    )


def hours() -> OpeningHours:
    return OpeningHours(CALENDAR)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


EVENING = unit({"days": ["mån-tors"], "from": "17:00", "to": "02:00"})


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-10 15:59", False),
        ("2026-11-10 16:00", True),
        ("2026-11-11 00:59", True),
        ("2026-11-11 01:00", False),
        ("2026-11-13 00:30", True),  # Friday night still belongs to Thursday
        ("2026-11-13 17:00", False),
    ],
)
def test_hours_that_cross_midnight_belong_to_the_day_they_begin(at: str, is_open: bool) -> None:  # noqa: FBT001 - the example
    assert hours().is_open(EVENING, utc(at)) is is_open


def test_a_time_in_the_spring_gap_is_the_first_instant_after_it() -> None:
    change = utc("2026-03-29 01:00")
    for wall in ("02:00", "02:30", "02:59", "03:00"):
        assert instant(datetime.fromisoformat(f"2026-03-29 {wall}")) == change
    closing = unit({"days": ["alla"], "from": "17:00", "to": "02:30"})
    assert hours().closes_at(closing, utc("2026-03-29 00:30")) == change
    opening = unit({"days": ["alla"], "from": "02:30", "to": "06:00"})
    assert hours().opens_next(opening, utc("2026-03-29 00:30")) == change


def test_a_time_that_comes_twice_opens_at_the_first_and_closes_at_the_second() -> None:
    closing = unit({"days": ["lördag"], "from": "17:00", "to": "02:30"})
    assert hours().closes_at(closing, utc("2026-10-24 20:00")) == utc("2026-10-25 01:30")
    opening = unit({"days": ["söndag"], "from": "02:30", "to": "06:00"})
    assert hours().opens_next(opening, utc("2026-10-24 20:00")) == utc("2026-10-25 00:30")


def test_a_unit_that_always_answers_has_neither_gap_nor_end() -> None:
    always = unit({"always": True})
    start, end = utc("2026-03-01 00:00"), utc("2027-03-01 00:00")
    assert hours().intervals(always, start, end) == (Interval(start, end),)
    assert hours().closes_at(always, start) is None
    assert hours().opens_next(always, start) is None


def test_a_unit_without_rows_never_opens() -> None:
    assert hours().opens_next(unit(), utc("2026-11-10 12:00")) is None
    assert not hours().is_open(unit(), utc("2026-11-10 12:00"))


def test_the_first_row_that_means_the_day_decides_all_of_it() -> None:
    office = unit(
        {"days": ["röd dag", "afton"], "closed": True},
        {"days": ["vardag"], "hours": ["08:00-12:00", "13:00-16:30"]},
    )
    assert hours().is_open(office, utc("2026-11-10 08:00"))
    assert not hours().is_open(office, utc("2026-11-10 11:30"))
    assert not hours().is_open(office, utc("2026-12-25 09:00"))


def test_a_row_that_names_a_date_wins_though_it_stands_last() -> None:
    office = unit(
        {"days": ["alla"], "from": "08:00", "to": "16:00"}, {"days": ["2026-11-11"], "closed": True}
    )
    assert not hours().is_open(office, utc("2026-11-11 09:00"))
    assert hours().is_open(office, utc("2026-11-12 09:00"))


def test_a_joint_unit_may_have_other_hours_for_one_kommun() -> None:
    joint = unit(
        {"days": ["alla"], "from": "12:00", "to": "20:00", "kommuner": ["Nacka"]},
        {"days": ["alla"], "from": "17:00", "to": "20:00"},
        kommuner=["Nacka", "Tyresö"],
    )
    noon = utc("2026-11-10 12:00")
    assert hours().is_open(joint, noon, "0182")
    assert not hours().is_open(joint, noon, "0138")
    assert not hours().is_open(joint, noon)


def test_the_answer_says_which_row_which_kind_of_day_and_which_holiday_decided() -> None:
    jour = unit(
        {"days": ["röd dag"], "from": "14:00", "to": "02:00"},
        {"days": ["dag före röd dag"], "from": "15:00", "to": "03:00"},
        {"days": ["alla"], "from": "17:00", "to": "02:00"},
    )
    night_of_long_friday = hours().explain(jour, utc("2026-04-04 00:30"))
    assert night_of_long_friday.open is False
    good_friday = hours().explain(jour, utc("2026-04-03 15:00"))
    assert (good_friday.row, good_friday.word, good_friday.day.names) == (1, "röd dag", ("Långfredagen",))
    assert good_friday.closes_at == utc("2026-04-04 00:00")
    after_midnight = hours().explain(jour, utc("2026-04-03 00:30"))
    assert after_midnight.day.date == date(2026, 4, 2)
    assert (after_midnight.row, after_midnight.word) == (2, "dag före röd dag")
    assert hours().explain(jour, utc("2026-04-03 09:00")).opens_at == utc("2026-04-03 12:00")


CLOCKS = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
WORDS = st.sampled_from([*(kind.value for kind in DayKind), *HOLIDAYS, "mån-tors", "fre-sön", "2026-10-25"])
ROWS = st.one_of(
    st.builds(
        lambda days, a, b: {"days": days, "from": a, "to": b},
        st.lists(WORDS, min_size=1, max_size=3),
        CLOCKS,
        CLOCKS,
    ),
    st.builds(lambda days: {"days": days, "closed": True}, st.lists(WORDS, min_size=1, max_size=2)),
)
UNITS = st.lists(ROWS, max_size=5).map(lambda rows: unit(*rows))
STARTS = st.sampled_from(["2026-03-27", "2026-04-01", "2026-06-17", "2026-10-23", "2026-12-29"])


@settings(max_examples=150, deadline=None)
@given(UNITS, STARTS, st.integers(0, 6 * 24 * 60))
def test_intervals_and_single_answers_agree(asked: UnitEntry, day: str, minutes: int) -> None:
    answers = hours()
    start = utc(f"{day} 00:00")
    end = start + timedelta(days=6)
    found = answers.intervals(asked, start, end)
    assert all(one.start < one.end for one in found)
    assert all(before.end < after.start for before, after in pairwise(found))
    at = start + timedelta(minutes=minutes)
    inside = any(one.start <= at < one.end for one in found)
    if at < end:
        assert answers.is_open(asked, at) is inside
        assert answers.explain(asked, at).open is inside
    for one in found:
        for edge, after in ((one.start, True), (one.end, False)):
            if start < edge < end:
                assert answers.is_open(asked, edge) is after
                assert answers.is_open(asked, edge - timedelta(minutes=1)) is not after


@settings(max_examples=150, deadline=None)
@given(UNITS, STARTS, st.integers(0, 6 * 24 * 60))
def test_the_next_change_is_the_first_minute_that_differs(asked: UnitEntry, day: str, minutes: int) -> None:
    answers = hours()
    at = utc(f"{day} 00:00") + timedelta(minutes=minutes)
    now = answers.is_open(asked, at)
    change = answers.closes_at(asked, at) if now else answers.opens_next(asked, at)
    horizon = at + timedelta(days=10)
    until = min(change, horizon) if change else horizon
    steps = int((until - at) / timedelta(minutes=1))
    assert all(
        answers.is_open(asked, at + timedelta(minutes=n)) is now
        for n in range(0, steps, max(1, steps // 300))
    )
    if change is not None:
        assert answers.is_open(asked, change) is not now
        assert answers.is_open(asked, change - timedelta(minutes=1)) is now


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - wall times
def test_a_wall_time_that_exists_is_shown_again_by_its_instant(wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    first, last = instant(wall), instant(wall, last=True)
    if exists(wall):
        assert local(first).replace(tzinfo=None) == wall
        assert local(last).replace(tzinfo=None, fold=0) == wall
        assert (last - first == timedelta(hours=1)) is twice(wall)
    else:
        assert first == last
        assert local(first).replace(tzinfo=None) > wall
        assert local(first - timedelta(minutes=1)).replace(tzinfo=None) < wall


@pytest.mark.parametrize(
    ("word", "at"),
    [
        ("klämdag", "2027-05-07 09:00"),  # the Friday after Ascension Day
        ("halvdag", "2027-01-05 09:00"),  # the eve of Epiphany
        ("julafton", "2026-12-24 09:00"),
        ("dag före röd dag", "2026-12-31 09:00"),
    ],
)
def test_each_unit_says_itself_what_holds_on_klamdagar_half_days_and_eves(word: str, at: str) -> None:
    plain = {"days": ["alla"], "from": "08:00", "to": "17:00"}
    closed = unit({"days": [word], "closed": True}, plain)
    short = unit({"days": [word], "from": "08:00", "to": "12:00"}, plain)
    morning, afternoon = utc(at), utc(at) + timedelta(hours=4)
    assert [hours().is_open(one, morning) for one in (unit(plain), short, closed)] == [True, True, False]
    assert [hours().is_open(one, afternoon) for one in (unit(plain), short, closed)] == [True, False, False]
