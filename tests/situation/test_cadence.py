"""Postings by the wall clock: one for each date and row, whatever the night does to the clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.situation.cadence import Posting, instant, postings
from bot.situation.entries import DAYS, Cadence, PictureEntry
from bot.situation.values import Mode

ZONE = ZoneInfo("Europe/Stockholm")
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
"""The nights when the clock goes forward (02:00 becomes 03:00) and back (03:00 becomes 02:00)."""


def at(*clocks: str) -> PictureEntry:
    return PictureEntry(ordinary=tuple(Cadence(at=clock) for clock in clocks))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def found(entry: PictureEntry, after: str, days: int, mode: Mode = Mode.ORDINARY) -> list[Posting]:
    return list(postings(entry, mode, utc(after), ZONE, days))


def test_the_posting_keeps_its_wall_time_over_both_changes_of_the_clock() -> None:
    autumn = found(at("15:00"), "2026-10-24T20:00", 2)
    assert [f"{one.at:%d %H:%M}" for one in autumn] == ["25 14:00", "26 14:00"]
    spring = found(at("15:00"), "2027-03-26T20:00", 2)
    assert [f"{one.at:%d %H:%M}" for one in spring] == ["27 14:00", "28 13:00"]


def test_a_time_that_the_night_skips_happens_once_at_the_next_that_exists() -> None:
    night = [one for one in found(at("02:30"), "2027-03-26T12:00", 3) if one.wall.startswith("2027-03-28")]
    assert night == [Posting("2027-03-28T02:30", utc("2027-03-28T01:00"))]
    assert night[0].at.astimezone(ZONE).hour == 3


def test_a_time_that_the_night_has_twice_happens_once_the_first_time() -> None:
    night = [one for one in found(at("02:30"), "2026-10-23T12:00", 3) if one.wall.startswith("2026-10-25")]
    assert night == [Posting("2026-10-25T02:30", utc("2026-10-25T00:30"))]


def test_the_last_days_of_a_year_with_a_week_53_are_days_as_any_other() -> None:
    assert date(2026, 12, 31).isocalendar().week == 53
    walls = [one.wall for one in found(at("15:00"), "2026-12-29T23:30", 5)]
    days = ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"]
    assert walls == [f"{day}T15:00" for day in days]


def test_each_mode_has_its_own_cadence() -> None:
    entry = PictureEntry()
    assert [one.wall[11:] for one in found(entry, "2026-11-20T23:00", 0)] == ["15:00"]
    assert [one.wall[11:] for one in found(entry, "2026-11-20T23:00", 0, Mode.ACTIVATED)] == [
        "09:00",
        "15:00",
    ]


def test_rows_for_some_days_add_to_those_for_every_day_and_the_same_time_is_one_posting() -> None:
    rows = (Cadence(at="15:00"), Cadence(at="09:00", days=("lör", "sön")), Cadence(at="15:00", days=("lör",)))
    walls = [one.wall for one in found(PictureEntry(ordinary=rows), "2026-11-20T00:00", 2)]
    assert walls == [
        "2026-11-20T15:00",
        "2026-11-21T09:00",
        "2026-11-21T15:00",
        "2026-11-22T09:00",
        "2026-11-22T15:00",
    ]


def test_what_is_due_at_this_very_instant_is_not_after_it() -> None:
    assert [one.wall for one in found(at("15:00"), "2026-11-21T14:00", 1)] == ["2026-11-22T15:00"]


def test_a_midnight_that_is_skipped_is_posted_after_it() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    coming = list(postings(at("00:00"), Mode.ORDINARY, utc("2026-03-28T21:59"), beirut, 1))
    assert coming[0] == Posting("2026-03-29T00:00", utc("2026-03-28T22:00"))


CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
ROWS = st.lists(
    st.builds(
        Cadence,
        at=CLOCKS,
        days=st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(tuple),
    ),
    max_size=3,
)
ENTRIES = st.builds(lambda first, rest: PictureEntry(ordinary=(Cadence(at=first), *rest)), CLOCKS, ROWS)
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@settings(deadline=None)
@given(ENTRIES, STARTS, st.integers(0, 400), st.sampled_from(["Europe/Stockholm", "America/Santiago"]))
def test_every_date_and_row_has_exactly_one_posting_in_order(
    entry: PictureEntry, after: datetime, days: int, zone_name: str
) -> None:
    zone = ZoneInfo(zone_name)
    all_of_it = list(postings(entry, Mode.ORDINARY, after, zone, days))
    assert [one.at for one in all_of_it] == sorted(one.at for one in all_of_it)
    assert all(one.at > after for one in all_of_it)
    walls = Counter(one.wall for one in all_of_it)
    first = after.astimezone(zone).date()
    for number in range(1, days + 1):
        day = first + timedelta(days=number)
        wanted = {row.at for row in entry.ordinary if {"alla", DAYS[day.weekday()]} & set(row.days)}
        assert wanted, "never a date without one"
        for clock in wanted:
            assert walls.pop(f"{day}T{clock}") == 1
    assert all(wall[:10] <= str(first) for wall in walls), "and nothing beside them"


@settings(deadline=None)
@given(ENTRIES, STARTS, st.integers(1, 30))
def test_a_span_taken_in_pieces_gives_the_same_postings(
    entry: PictureEntry, after: datetime, days: int
) -> None:
    whole = list(postings(entry, Mode.ORDINARY, after, ZONE, days))
    middle = after + timedelta(days=days / 2)
    early = [one for one in whole if one.at <= middle]
    left = (whole[-1].at.astimezone(ZONE).date() - middle.astimezone(ZONE).date()).days if whole else 0
    assert early + list(postings(entry, Mode.ORDINARY, middle, ZONE, left)) == whole


@settings(deadline=None)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31)))  # noqa: DTZ001
def test_a_wall_time_is_shown_again_or_is_the_end_of_the_gap_it_fell_in(wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    shown = instant(wall, ZONE).astimezone(ZONE).replace(tzinfo=None)
    assert shown == wall or (wall.hour == 2 and (shown.hour, shown.minute) == (3, 0))


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_every_hour_of_a_night_of_change_has_its_posting(day: date) -> None:
    clocks = [f"{hour:02d}:00" for hour in range(24)]
    night = [
        one for one in found(at(*clocks), f"{day - timedelta(days=1)}T12:00", 1) if one.wall[:10] == str(day)
    ]
    assert [one.wall[11:] for one in night] == clocks
