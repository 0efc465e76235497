"""What a device that has signed something is worth later: its owner's word now, not then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.matrix.client import GuardedClient
from bot.matrix.devices import SignedDevices
from bot.matrix.trust import TrustKeeper
from bot.store.engine import Store
from tests.matrix_identity.people import Person
from tests.matrix_identity.stub import bot_client

ANNA = "@anna:x"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[GuardedClient]:
    async with bot_client(tmp_path) as client:
        yield client


async def test_a_device_is_trusted_while_its_owners_identity_has_signed_it(
    client: GuardedClient, store: Store
) -> None:
    keeper = TrustKeeper(client, SystemClock())
    devices = SignedDevices(lambda: keeper)
    anna = Person(ANNA)
    anna.device("GOOD")
    anna.device("BARE", signed=False)
    async with store.begin() as session:
        assert await devices.trusted(session, ANNA, "GOOD") is None
        await keeper._take(anna.answer())
        await keeper.settle(session)
        assert await devices.trusted(session, ANNA, "GOOD") is True
        assert await devices.trusted(session, ANNA, "BARE") is False
        assert await devices.trusted(session, ANNA, "GONE") is False
        assert await devices.trusted(session, ANNA, None) is False


async def test_a_changed_identity_takes_the_worth_of_all_its_devices(
    client: GuardedClient, store: Store
) -> None:
    keeper = TrustKeeper(client, SystemClock())
    devices = SignedDevices(lambda: keeper)
    anna, other = Person(ANNA), Person(ANNA)
    anna.device("GOOD")
    other.device("GOOD")
    await keeper._take(anna.answer())
    async with store.begin() as session:
        await keeper.settle(session)
    await keeper._take(other.answer())
    async with store.begin() as session:
        assert await devices.trusted(session, ANNA, "GOOD") is False
        await keeper.settle(session)
        assert await keeper.confirm(session, ANNA, "@admin:x")
    async with store.begin() as session:
        assert await devices.trusted(session, ANNA, "GOOD") is True


async def test_after_a_restart_nobody_is_judged_before_their_keys_are_known(
    client: GuardedClient, store: Store
) -> None:
    keeper = TrustKeeper(client, SystemClock())
    anna = Person(ANNA)
    anna.device("GOOD")
    await keeper._take(anna.answer())
    async with store.begin() as session:
        await keeper.settle(session)
    again = TrustKeeper(client, SystemClock())
    devices = SignedDevices(lambda: again)
    async with store.begin() as session:
        await again.load(session)
        assert await devices.trusted(session, ANNA, "GOOD") is None
        await again._take(anna.answer())
        assert await devices.trusted(session, ANNA, "GOOD") is True
