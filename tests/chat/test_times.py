"""Times as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.times import read_time
from bot.errors import Refusal

ZONE = ZoneInfo("Europe/Stockholm")
FRIDAY_EVENING = datetime(2026, 11, 13, 21, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("nu", "2026-11-13 21:00"),
        ("22:30", "2026-11-13 22:30"),
        ("kl 22.30", "2026-11-13 22:30"),
        ("2230", "2026-11-13 22:30"),
        ("22", "2026-11-13 22:00"),
        ("07:00", "2026-11-14 07:00"),
        ("imorgon 07:00", "2026-11-14 07:00"),
        ("I morgon kl. 07:00", "2026-11-14 07:00"),
        ("tomorrow at 07:00", "2026-11-14 07:00"),
        ("i övermorgon 7:00", "2026-11-15 07:00"),
        ("i natt 02:00", "2026-11-14 02:00"),
        ("ikväll 23:15", "2026-11-13 23:15"),
        ("2026-12-24 06:00", "2026-12-24 06:00"),
        ("2026-12-24T06:00", "2026-12-24 06:00"),
        ("24/12 06:00", "2026-12-24 06:00"),
        ("den 24 december 06:00", "2026-12-24 06:00"),
        ("24 dec 2027, 06:00", "2027-12-24 06:00"),
        ("13/1 06:00", "2027-01-13 06:00"),
        ("fredag 22:00", "2026-11-13 22:00"),
        ("på fredag 20:00", "2026-11-20 20:00"),
        ("måndag 08:00", "2026-11-16 08:00"),
        ("monday 08:00", "2026-11-16 08:00"),
        ("om 20 min", "2026-11-13 21:20"),
        ("om en timme", "2026-11-13 22:00"),
        ("om 1 tim och 30 min", "2026-11-13 22:30"),
        ("in 2 hours", "2026-11-13 23:00"),
    ],
)
def test_a_written_time_is_understood(written: str, meant: str) -> None:
    expected = datetime.fromisoformat(meant).replace(tzinfo=ZONE)
    assert read_time(written, FRIDAY_EVENING, ZONE) == expected


def test_the_second_is_read_where_it_counts_and_nowhere_else() -> None:
    meant = datetime(2026, 11, 13, 22, 30, 15, tzinfo=ZONE)
    assert read_time("kl 22:30:15", FRIDAY_EVENING, ZONE, seconds=True) == meant
    assert read_time("idag 22:30:15", FRIDAY_EVENING, ZONE, seconds=True) == meant
    for written, seconds in (("22:30:15", False), ("22:30:75", True), ("22.30.15", True)):
        with pytest.raises(Refusal, match=r"time\.unreadable"):
            read_time(written, FRIDAY_EVENING, ZONE, seconds=seconds)


def test_tonight_after_midnight_is_the_same_night() -> None:
    small_hours = datetime(2026, 11, 14, 1, 0, tzinfo=ZONE)
    assert read_time("i natt 02:00", small_hours, ZONE) == datetime(2026, 11, 14, 2, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    "written",
    ["", "snart", "25:00", "2026-02-30 10:00", "2037-01-01 10:00", "31 zzz 10:00", "imorgon", "om 0 min"],
)
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(Refusal, match=r"time\.unreadable"):
        read_time(written, FRIDAY_EVENING, ZONE)


def test_a_day_that_has_been_is_refused() -> None:
    with pytest.raises(Refusal, match=r"time\.past"):
        read_time("2026-11-12 06:00", FRIDAY_EVENING, ZONE)


def test_a_time_that_the_spring_change_skips_is_answered_with_the_time_after_it() -> None:
    with pytest.raises(Refusal, match=r"time\.gap") as caught:
        read_time("2027-03-28 02:30", FRIDAY_EVENING, ZONE)
    assert (caught.value.fields["wall"], caught.value.fields["instead"]) == ("02:30", "03:30")
    assert [choice.text for choice in caught.value.fields["choices"]] == ["2027-03-28 03:30"]


def test_a_time_that_the_autumn_change_has_twice_is_asked_about() -> None:
    before = datetime(2026, 10, 24, 21, 0, tzinfo=ZONE)
    with pytest.raises(Refusal, match=r"time\.overlap") as caught:
        read_time("2026-10-25 02:30", before, ZONE)
    first, second = caught.value.fields["choices"]
    with pytest.raises(Refusal, match=r"time\.overlap") as caught:
        read_time("2026-10-25 02:30:20", before, ZONE, seconds=True)
    assert caught.value.fields["choices"][0].text == "2026-10-25 02:30:20 sommartid"
    assert read_time(first.text, before, ZONE) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read_time(second.text, before, ZONE) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(st.text(max_size=40))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    try:
        instant = read_time(text, FRIDAY_EVENING, ZONE)
    except Refusal:
        return
    assert instant.tzinfo is UTC
