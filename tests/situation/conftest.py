"""The day that every test of the lägesbild begins with."""

import pytest

from bot.store.engine import Store
from tests.situation.day import IN_FORCE, Day
from tests.situation.past import DUE, HOUR
from tests.stores import Filling


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


@pytest.fixture
async def day(in_force: Filling, store: Store) -> Day:  # noqa: ARG001
    return await Day(store).enter()


@pytest.fixture
async def after(day: Day) -> Day:
    """An hour after the posting."""
    day.clock.advance(DUE + HOUR - day.clock.now())
    return day
