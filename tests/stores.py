"""The store's fixtures: every test that takes ``store`` runs on SQLite and on PostgreSQL."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from bot.store.engine import CommitHook, Store
from bot.store.keyring import Keyring
from tests.harness.postgres import Postgres

DATA_KEY = b"a data key for tests of 32 bytes"
_LEARNT: dict[str, Engine] = {}


def data_keys() -> Keyring:
    return Keyring({1: DATA_KEY})


def opened(url: str, on_commit: CommitHook | None = None) -> Store:
    """A database opened as another process would, but for SQLAlchemy's own memory of our statements.

    To work them out anew costs a test more than to carry them out. The first store of each kind that has
    connected gives the others its dialect and what it has compiled; all have the same keys.
    """
    store = Store(url, data_keys(), on_commit=on_commit)
    engine = store.engine.sync_engine
    if (learnt := _LEARNT.get(store.dialect)) is None:

        @event.listens_for(engine, "engine_connect", once=True)
        def remember(_: Connection) -> None:
            _LEARNT.setdefault(store.dialect, engine)
    else:
        engine.dialect, engine._compiled_cache = learnt.dialect, learnt._compiled_cache
    return store


async def _nothing(_: Store) -> None: ...


@dataclass(frozen=True)
class Filling:
    """What a database holds besides its tables when a test begins: made once under its name, and copied."""

    name: str
    fill: Callable[[Store], Awaitable[object]]

    async def make(self, url: str) -> None:
        store = Store(url, data_keys())
        await store.create_all()
        await self.fill(store)
        await store.dispose()


TABLES = Filling("tables", _nothing)


@pytest.fixture(scope="session")
def sqlite_templates() -> Iterator[Path]:
    """The directory of what is made once."""
    with tempfile.TemporaryDirectory() as directory:
        yield Path(directory)


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
async def store_url(
    server: Postgres | None, tmp_path: Path, sqlite_templates: Path, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """The URL of a database with every table, empty but for the ``in_force`` that the test begins with."""
    filling: Filling = request.getfixturevalue("in_force") if "in_force" in request.fixturenames else TABLES
    async with AsyncExitStack() as stack:
        if server is None:
            template = sqlite_templates / f"{filling.name}.db"
            if not template.exists():
                await filling.make(f"sqlite:///{template}")
            await asyncio.to_thread(shutil.copyfile, template, tmp_path / "rocbot.db")
            yield f"sqlite:///{tmp_path}/rocbot.db"
        else:
            await server.template(filling.name, filling.make)
            yield await stack.enter_async_context(server.database(filling.name))


@pytest.fixture
async def open_store(store_url: str) -> AsyncIterator[Callable[[], Store]]:
    """Opens the test's database once more, as a second process or a restart would."""
    async with AsyncExitStack() as stack:

        def open_one() -> Store:
            store = opened(store_url)
            stack.push_async_callback(store.dispose)
            return store

        yield open_one


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()
