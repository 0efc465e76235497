"""The night that every test of telephones begins with, and the sorting office of mails and webhooks."""

from collections.abc import AsyncIterator

import pytest

from bot.store.engine import Store
from tests.channels.despatch_kit import Office, sorting_office
from tests.channels.kit import PhoneNight, phone_night
from tests.harness.certificates import Certificates


@pytest.fixture
async def night(store: Store) -> AsyncIterator[PhoneNight]:
    async with phone_night(store) as found:
        yield found


@pytest.fixture
async def office(store: Store, certificates: Certificates) -> AsyncIterator[Office]:
    async with sorting_office(store, certificates) as found:
        yield found
