"""Fixtures of the flow tests: the bot's edge alone, the whole bot, and people whose words no log may hold."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import structlog

from bot.demo.homeserver import Homeserver
from bot.log import configure
from bot.store.engine import Store
from tests.harness.edge import EdgeBot, NioPerson
from tests.harness.nio_client import NioClient
from tests.harness.privacy import Typed, found_in
from tests.harness.running import RunningBot
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


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    """The whole bot as a process, on a homeserver of its own."""
    async with RunningBot.started(tmp_path_factory.mktemp("running")) as bot:
        yield bot


@pytest.fixture(scope="package")
async def common(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    """One more, shared by the modules that leave it as it was; nobody in them changes clients."""
    async with RunningBot.started(tmp_path_factory.mktemp("common")) as bot:
        yield bot


@pytest.fixture(scope="package", autouse=True)
def no_word_in_any_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing that anybody typed in any flow test stands in any log of the bot's, at its most talkative."""
    typed, own = Typed(), tmp_path_factory.mktemp("logs") / "in-process.log"
    with typed.listening(), _logging_into(own):
        yield
    base = tmp_path_factory.getbasetemp()
    found = [
        one for log in (own, *base.rglob("rocbot.log")) for one in found_in(log, typed.lines | typed.words)
    ]
    # the operator's commands print the register, which has words in common with what people write
    found += [one for log in base.rglob("commands.log") for one in found_in(log, typed.lines)]
    assert found == []


@contextlib.contextmanager
def _logging_into(path: Path) -> Iterator[None]:
    """The parts of the bot that tests run in their own process log as the program does."""
    before, level = list(logging.root.handlers), logging.root.level
    with path.open("w", encoding="utf-8") as file:
        with contextlib.redirect_stderr(file):
            configure("debug", "json")
        try:
            yield
        finally:
            structlog.reset_defaults()
            logging.root.handlers[:] = before
            logging.root.setLevel(level)
