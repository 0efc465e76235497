"""Fixtures of the flow tests: the bot's edge alone, and people with light clients."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from bot.store.engine import Store
from tests.harness.edge import EdgeBot, NioPerson
from tests.harness.nio_client import NioClient
from tests.harness.strict_client import AccountName


@pytest.fixture
async def bot(homeserver: Homeserver, account_name: AccountName, store: Store, tmp_path: Path) -> EdgeBot:
    account = await homeserver.register(account_name("rocbot"), "lösenord")
    return EdgeBot(homeserver.url, account, store, tmp_path / "keys")


@pytest.fixture
async def light(homeserver: Homeserver, account_name: AccountName) -> AsyncIterator[NioPerson]:
    """New accounts with bare nio, closed after the test."""
    async with AsyncExitStack() as clients:

        async def start(stem: str) -> NioClient:
            account = await homeserver.register(account_name(stem), "lösenord")
            client = await NioClient.start(homeserver.url, account.user_id, account.password)
            return await clients.enter_async_context(client)

        yield start
