"""One posting a day over the nights on which clocks change, a week 53, and with two processes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.engine import Store
from tests.cases.night import ZONE
from tests.harness.clock import MovableClock
from tests.situation.day import LEDNING, NACKA_POLIS, ROC, SSR, Day
from tests.situation.posting import DUE, a_round, approved, postings, reported, until

ROOMS = (ROC, LEDNING, SSR, NACKA_POLIS)


@pytest.mark.parametrize(
    ("start", "days"),
    [
        (datetime(2026, 10, 24, 6, tzinfo=UTC), ["10-24", "10-25", "10-26"]),
        (datetime(2027, 3, 27, 7, tzinfo=UTC), ["03-27", "03-28", "03-29"]),
        (datetime(2026, 12, 31, 7, tzinfo=UTC), ["12-31", "01-01", "01-02"]),
    ],
    ids=["the clock goes back", "the clock goes forward", "the end of a year with week 53"],
)
async def test_every_day_has_its_picture_at_three_once_in_each_room(
    store: Store, start: datetime, days: list[str]
) -> None:
    day = await Day(store, MovableClock(start)).open()
    await day.pass_by(days=2, hours=10)
    found = [(row.room, row.sent_at or row.due_at) for row in await postings(day)]
    local = [(room, at.astimezone(ZONE)) for room, at in found]
    assert Counter((room, f"{at:%m-%d}") for room, at in local) == Counter(
        (room, one) for room in ROOMS for one in days
    )
    assert {f"{at:%H}" for _, at in local} == {"15"}
    assert not any(row.late for row in await postings(day))


async def test_two_processes_post_the_same_round_once(open_store: Callable[[], Store]) -> None:
    first = await Day(open_store()).open()
    await a_round(first)
    await reported(first, "Oro vid centrum.")
    await until(first, DUE - timedelta(minutes=5))
    await approved(first)
    second = Day(open_store(), first.clock)
    await second.fill()
    first.clock.advance(timedelta(minutes=15))
    await asyncio.gather(_duties(first), _duties(second))
    await first.deliver()
    said = Counter(one.room for one in first.log if "Oro vid centrum." in one.body and "Sen:" in one.body)
    assert said == Counter(dict.fromkeys(ROOMS, 1))
    assert Counter(row.room for row in await postings(first)) == Counter(dict.fromkeys(ROOMS, 1))


async def _duties(day: Day) -> None:
    """As the ticker does them, without sending."""
    for duty in day.core.duties:
        while True:
            async with day.store.begin() as session:
                notices = await duty.carry_out(session, day.clock.now())
                await day.core.post.notify(session, notices or (), day.clock.now())
            if notices is None:
                break
