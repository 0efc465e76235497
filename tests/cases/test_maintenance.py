"""Nothing that an operator does to a running bot delays what is urgent (C34)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.register.apply import apply_register
from bot.store.backup import Whose, backup
from bot.store.engine import Store
from bot.store.migrations import upgrade
from bot.store.rotate import rotate
from tests.cases.night import EK, LEDNING, NEW, Night, example
from tests.stores import data_keys

Work = Callable[[Night, Store, Path], Coroutine[Any, Any, None]]


async def _back_up(night: Night, beside: Store, directory: Path) -> None:
    where = directory / "backup"
    await backup(beside, where, Whose("@rocbot:localhost", "DEVICE", "key"), night.clock.now())


async def _rotate(_night: Night, beside: Store, _directory: Path) -> None:
    await rotate(beside)


async def _load_register(night: Night, beside: Store, _directory: Path) -> None:
    async with beside.begin() as session:
        await apply_register(session, example(), night.sections, at=night.clock.now(), actor="test")


@pytest.fixture
async def night(empty_url: str) -> AsyncIterator[Night]:
    """On a database that the migrations made, as a backup wants it."""
    store = Store(empty_url, data_keys())
    await upgrade(store)
    yield await Night(store).open()
    await store.dispose()


@pytest.mark.parametrize("work", [_back_up, _rotate, _load_register], ids=["backup", "rotate", "register"])
async def test_an_alarm_goes_on_at_its_time_while_an_operator_works(
    night: Night, empty_url: str, tmp_path: Path, work: Work
) -> None:
    await night.type(EK, NEW)
    night.clock.advance(timedelta(minutes=5))
    beside = Store(empty_url, data_keys())
    working = asyncio.create_task(work(night, beside, tmp_path))
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await night.tick()
    assert await night.alarms() == ["socialjour-stockholm", "ledning-stockholm"]
    assert night.heard(LEDNING)
    await working
    await beside.dispose()
