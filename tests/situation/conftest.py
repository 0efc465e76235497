"""The day that every test of the lägesbild begins with."""

import pytest

from bot.store.engine import Store
from tests.situation.day import Day
from tests.situation.past import DUE, HOUR


@pytest.fixture
async def day(store: Store) -> Day:
    return await Day(store).open()


@pytest.fixture
async def after(day: Day) -> Day:
    """An hour after the posting."""
    day.clock.advance(DUE + HOUR - day.clock.now())
    return day
