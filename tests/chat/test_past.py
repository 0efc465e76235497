"""Times that have been, as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.past import read_past
from bot.errors import Refusal

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 21, 13, 30, tzinfo=UTC)
"""A Saturday, 14:30 in Stockholm."""


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("14:10", "2026-11-21 14:10"),
        ("kl 14.10", "2026-11-21 14:10"),
        ("1410", "2026-11-21 14:10"),
        ("22:30", "2026-11-20 22:30"),
        ("igår 22:30", "2026-11-20 22:30"),
        ("i förrgår kl. 06:00", "2026-11-19 06:00"),
        ("i förrgår 06:00", "2026-11-19 06:00"),
        ("fredag 08:15", "2026-11-20 08:15"),
        ("lördag 08:15", "2026-11-21 08:15"),
        ("2026-11-01 06:00", "2026-11-01 06:00"),
        ("2026-11-01T06:00", "2026-11-01 06:00"),
        ("24/12 18:00", "2025-12-24 18:00"),
        ("för 20 min sedan", "2026-11-21 14:10"),
        ("för 1 tim 10 min sedan", "2026-11-21 13:20"),
        ("en timme sen", "2026-11-21 13:30"),
        ("nu", "2026-11-21 14:30"),
    ],
)
def test_a_time_that_has_been_is_read(text: str, local: str) -> None:
    assert f"{read_past(text, NOW, ZONE).astimezone(ZONE):%Y-%m-%d %H:%M}" == local


@pytest.mark.parametrize("text", ["", "snart", "25:00", "2026-02-30 10:00", "igår", "14", "0000-01-01 10:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_past(text, NOW, ZONE)
    assert refused.value.code == "time.past_unreadable"


@pytest.mark.parametrize("text", ["idag 18:00", "2027-01-01 00:00"])
def test_what_is_still_to_come_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_past(text, NOW, ZONE)
    assert refused.value.code == "time.ahead"


def test_a_day_may_be_meant_from_its_beginning() -> None:
    assert read_past("igår", NOW, ZONE, whole_days=True) == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


def test_in_the_night_with_an_hour_twice_the_latest_that_has_been_is_meant() -> None:
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    after = datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
    assert read_past("02:30", between, ZONE) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read_past("02:30", after, ZONE) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(st.text(max_size=30), st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001
def test_any_text_is_a_time_that_has_been_or_is_refused(text: str, at: datetime) -> None:
    now = at.replace(tzinfo=UTC)
    with suppress(Refusal):
        assert read_past(text, now, ZONE, whole_days=True) <= now
