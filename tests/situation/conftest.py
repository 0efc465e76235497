"""The day that every test of the lägesbild begins with."""

import pytest

from bot.store.engine import Store
from tests.situation.day import Day


@pytest.fixture
async def day(store: Store) -> Day:
    return await Day(store).open()
