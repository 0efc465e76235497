"""The night that every test of cases begins with."""

import pytest

from bot.store.engine import Store
from tests.cases.night import Night


@pytest.fixture
async def night(store: Store) -> Night:
    return await Night(store).open()
