"""A day at the communicators' desk, on both databases."""

import pytest

from bot.store.engine import Store
from tests.press.day import IN_FORCE, PressDay
from tests.stores import Filling


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


@pytest.fixture
async def day(in_force: Filling, store: Store) -> PressDay:  # noqa: ARG001
    return await PressDay(store).enter()
