"""Fixtures for all tests: a real homeserver, a real PostgreSQL, and names that never collide."""

import itertools
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.demo.homeserver import Homeserver
from tests.harness.certificates import Certificates, make_certificates
from tests.harness.postgres import Postgres
from tests.harness.strict_client import AccountName, Person, StrictClient

pytest_plugins = ["tests.order", "tests.stores"]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything can be installed, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
async def homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    """One Synapse for the session (for each xdist worker), without limits."""
    async with Homeserver(tmp_path_factory.mktemp("homeserver")) as server:
        yield server


@pytest.fixture(scope="session")
async def homeserver_limited(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    """One Synapse for the session with Synapse's own limits on messages, joins, invites and rooms."""
    async with Homeserver(tmp_path_factory.mktemp("homeserver-limited"), limits=True) as server:
        yield server


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Postgres]:
    """One PostgreSQL for the session."""
    async with Postgres() as server:
        yield server


@pytest.fixture
async def postgres_url(postgres: Postgres) -> AsyncIterator[str]:
    """The URL of an empty database for one test."""
    async with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Of an authority of our own, for servers on loopback."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def account_name() -> AccountName:
    """Gives a localpart that nobody has: `account_name("anna")` is `anna-gw0-1`, then `anna-gw0-2`."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    numbers = itertools.count(1)
    return lambda stem: f"{stem}-{worker}-{next(numbers)}"


@pytest.fixture
async def person(homeserver: Homeserver, account_name: AccountName) -> AsyncIterator[Person]:
    """New accounts, each with a strict client that is closed after the test."""
    async with AsyncExitStack() as clients:

        async def start(stem: str) -> StrictClient:
            account = await homeserver.register(account_name(stem), "lösenord")
            client = await StrictClient.start(homeserver.url, account.user_id, account.password)
            return await clients.enter_async_context(client)

        yield start
