"""What a change of duty made in chat leads to by itself: the room hears it, nobody hears it twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.store.engine import Store
from tests.cases.night import ALM, BERG, STOCKHOLM, Night, direct
from tests.harness.clock import MovableClock

NIGHT = datetime(2026, 4, 11, 1, 12, tzinfo=UTC)  # Saturday 03:12, Alm is on duty


@pytest.fixture
async def night(store: Store) -> Night:
    night = await Night(store, MovableClock(NIGHT)).open()
    await night.tick()
    return night


async def test_a_duty_taken_over_is_a_change_of_shift_in_the_units_room(night: Night) -> None:
    await night.type(BERG, "!jour ta")
    (said,) = [one for one in await night.tick() if one.room == STOCKHOLM]
    assert "Skiftbyte i Stockholms socialjour 03:12. Nästa byte 19:00." in said.body
    assert "På: Berg" in said.body
    assert "Av: Alm" in said.body
    assert said.mentions == [BERG]


async def test_whoever_was_told_of_a_swap_is_not_told_of_it_again(night: Night) -> None:
    said = await night.type(BERG, "!jour byt med:Berg för:Alm från:söndag 19:00 till:måndag 07:00")
    assert [one.room for one in said].count(direct(ALM)) == 1
    later = await night.pass_by(days=4)
    assert [one.body for one in later if one.room in {direct(ALM), direct(BERG)}] == []


async def test_a_swap_taken_back_is_told_once_as_well(night: Night) -> None:
    await night.type(BERG, "!jour byt med:Berg för:Alm från:söndag 19:00 till:måndag 07:00")
    await night.tick()
    said = await night.type(BERG, "!ångra")
    assert [one.room for one in said].count(direct(ALM)) == 1
    later = await night.pass_by(days=4)
    assert [one.body for one in later if one.room in {direct(ALM), direct(BERG)}] == []


async def test_the_schedule_marks_the_shift_that_comes_of_a_swap(night: Night) -> None:
    await night.type(BERG, "!jour byt med:Berg för:Alm från:söndag 19:00 till:måndag 07:00")
    (said,) = await night.type(ALM, "!jour schema")
    (line,) = [line for line in said.body.splitlines() if "(byte " in line]
    assert "Berg" in line
    assert "söndag 12 april" in line
