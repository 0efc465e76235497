"""The store's fixtures: every test that takes ``store`` runs on SQLite and on PostgreSQL."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.store.engine import Store
from bot.store.keyring import Keyring
from tests.harness.postgres import Postgres

DATA_KEY = b"a data key for tests of 32 bytes"
_TABLES = "tables"


def data_keys() -> Keyring:
    return Keyring({1: DATA_KEY})


async def _make_tables(url: str) -> None:
    store = Store(url, data_keys())
    await store.create_all()
    await store.dispose()


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A database with every table, made once and copied for each test."""
    with tempfile.TemporaryDirectory() as directory:
        yield Path(directory) / "template.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(backend: str, request: pytest.FixtureRequest) -> Postgres | None:
    """PostgreSQL when the test wants it; a run on SQLite alone starts none."""
    found: Postgres | None = request.getfixturevalue("postgres") if backend == "postgresql" else None
    return found


@pytest.fixture
async def empty_url(server: Postgres | None, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without tables."""
    async with AsyncExitStack() as stack:
        if server is None:
            yield f"sqlite:///{tmp_path}/empty.db"
        else:
            yield await stack.enter_async_context(server.database())


@pytest.fixture
async def store_url(server: Postgres | None, tmp_path: Path, sqlite_template: Path) -> AsyncIterator[str]:
    """The URL of a database with every table, empty."""
    async with AsyncExitStack() as stack:
        if server is None:
            if not sqlite_template.exists():  # noqa: ASYNC240
                await _make_tables(f"sqlite:///{sqlite_template}")
            await asyncio.to_thread(shutil.copyfile, sqlite_template, tmp_path / "rocbot.db")
            yield f"sqlite:///{tmp_path}/rocbot.db"
        else:
            await server.template(_TABLES, _make_tables)
            yield await stack.enter_async_context(server.database(_TABLES))


@pytest.fixture
async def open_store(store_url: str) -> AsyncIterator[Callable[[], Store]]:
    """Opens the test's database once more, as a second process or a restart would."""
    async with AsyncExitStack() as stack:

        def open_one() -> Store:
            store = Store(store_url, data_keys())
            stack.push_async_callback(store.dispose)
            return store

        yield open_one


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()
