"""A county's database for each life of the bot, made once and copied."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.store.engine import Store
from tests.cases.night import Night
from tests.harness.postgres import Postgres
from tests.stores import data_keys

NewDatabase = Callable[[], Awaitable[str]]
_COUNTY = "county"


async def _make_county(url: str) -> None:
    store = Store(url, data_keys())
    await store.create_all()
    await Night(store).open()
    await store.dispose()


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test puts it."""
    return tmp_path_factory.mktemp("county") / "county.db"


@pytest.fixture
async def new_database(server: Postgres | None, tmp_path: Path, county: Path) -> AsyncIterator[NewDatabase]:
    """Gives the URL of a database with the example register in force, a new one each time."""
    number = 0
    async with AsyncExitStack() as stack:

        async def make() -> str:
            nonlocal number
            number += 1
            if server is not None:
                await server.template(_COUNTY, _make_county)
                return await stack.enter_async_context(server.database(_COUNTY))
            if not county.exists():  # noqa: ASYNC240
                await _make_county(f"sqlite:///{county}")
            await asyncio.to_thread(shutil.copyfile, county, tmp_path / f"{number}.db")
            return f"sqlite:///{tmp_path}/{number}.db"

        yield make
