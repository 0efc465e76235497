"""The night that every test of cases begins with."""

import pytest

from bot.store.engine import Store
from tests.cases.night import IN_FORCE, Night
from tests.stores import Filling


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


@pytest.fixture
async def night(in_force: Filling, store: Store) -> Night:  # noqa: ARG001
    return await Night(store).enter()
