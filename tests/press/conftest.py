"""A day at the communicators' desk, on both databases."""

import pytest

from bot.store.engine import Store
from tests.press.day import PressDay


@pytest.fixture
async def day(store: Store) -> PressDay:
    return await PressDay(store).open()
