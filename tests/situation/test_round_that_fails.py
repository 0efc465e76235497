"""A round that cannot be compiled does not keep the one after it from being posted at its time."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.situation import closing
from bot.situation.closing import close
from tests.situation.day import SSR, Day
from tests.situation.posting import DUE, a_round, pictures


async def test_a_round_that_fails_keeps_no_other_from_its_time(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    drill = await a_round(day, DUE - timedelta(minutes=10), exercise=True)
    await a_round(day)

    async def faulty(session: Any, desk: Any, round_: Any, now: Any) -> Any:
        if round_.reference == drill:
            raise ZeroDivisionError
        return await close(session, desk, round_, now)

    monkeypatch.setattr(closing, "close", faulty)
    day.clock.advance(DUE - day.clock.now())
    await _tick(day)
    day.clock.advance(timedelta(minutes=1))
    await _tick(day)
    assert len(pictures(day, SSR)) == 1


async def _tick(day: Day) -> None:
    """What the ticker would do: a fault rolls back, and the duty is asked again."""
    for _ in range(6):
        with suppress(ZeroDivisionError):
            await day.tick()
            return
    raise AssertionError
