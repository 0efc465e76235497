"""The night of the tests of cases, for the words."""

import pytest

from bot.store.engine import Store
from tests.cases.night import Night


@pytest.fixture
def backend() -> str:
    """Words do not depend on the database."""
    return "sqlite"


@pytest.fixture
async def night(store: Store) -> Night:
    return await Night(store).open()
