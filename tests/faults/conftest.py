"""A county's database for each life of the bot, made once and copied."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.engine import Store
from tests.cases.night import Night
from tests.faults.press_desk import make_publication
from tests.harness.postgres import Postgres
from tests.situation.day import Day
from tests.situation.posting import DUE, a_round, reported, until
from tests.stores import data_keys

NewDatabase = Callable[[], Awaitable[str]]
_COUNTY, _ROUND, _PUBLICATION = "county", "round", "publication"
BEFORE_CLOSING = DUE - timedelta(minutes=31)


async def _make_county(url: str) -> None:
    store = Store(url, data_keys())
    await store.create_all()
    await Night(store).open()
    await store.dispose()


async def make_round(url: str) -> None:
    store = Store(url, data_keys())
    await store.create_all()
    day = await Day(store).open()
    await a_round(day)
    await reported(day, "Oro vid centrum.")
    await until(day, BEFORE_CLOSING)
    await store.dispose()


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test puts it."""
    return tmp_path_factory.mktemp("county")


@pytest.fixture
async def new_database(server: Postgres | None, tmp_path: Path, county: Path) -> AsyncIterator[NewDatabase]:
    """Gives the URL of a database with the example register in force, a new one each time."""
    async for make in _databases(server, tmp_path, county / f"{_COUNTY}.db", _make_county):
        yield make


@pytest.fixture
async def new_round(server: Postgres | None, tmp_path: Path, county: Path) -> AsyncIterator[NewDatabase]:
    """The same with a round of the lägesbild that has a report, and closes in a minute."""
    async for make in _databases(server, tmp_path, county / f"{_ROUND}.db", make_round):
        yield make


@pytest.fixture
async def new_publication(
    server: Postgres | None, tmp_path: Path, county: Path
) -> AsyncIterator[NewDatabase]:
    """The same with a joint message that is signed, and due in ten minutes."""
    template = county / f"{_PUBLICATION}.db"
    async for make in _databases(server, tmp_path, template, make_publication):
        yield make


async def _databases(
    server: Postgres | None, tmp_path: Path, template: Path, fill: Callable[[str], Awaitable[None]]
) -> AsyncIterator[NewDatabase]:
    number = 0
    async with AsyncExitStack() as stack:

        async def make() -> str:
            nonlocal number
            number += 1
            if server is not None:
                await server.template(template.stem, fill)
                return await stack.enter_async_context(server.database(template.stem))
            if not template.exists():  # noqa: ASYNC240
                await fill(f"sqlite:///{template}")
            await asyncio.to_thread(shutil.copyfile, template, tmp_path / f"{number}.db")
            return f"sqlite:///{tmp_path}/{number}.db"

        yield make
