"""A day of the guide, on both databases."""

import pytest

from bot.store.engine import Store
from tests.guidance.day import IN_FORCE, GuideDay
from tests.stores import Filling


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


@pytest.fixture
async def day(in_force: Filling, store: Store) -> GuideDay:  # noqa: ARG001
    return await GuideDay(store).enter()
