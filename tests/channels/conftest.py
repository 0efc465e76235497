"""The night that every test of telephones begins with."""

from collections.abc import AsyncIterator

import pytest

from bot.store.engine import Store
from tests.channels.kit import PhoneNight, phone_night


@pytest.fixture
async def night(store: Store) -> AsyncIterator[PhoneNight]:
    async with phone_night(store) as found:
        yield found
