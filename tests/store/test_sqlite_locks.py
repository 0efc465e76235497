"""SQLite's locks belong to the process: another one must not take the database for unused."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from pathlib import Path

from sqlalchemy import text

from bot.store.engine import Store
from tests.stores import data_keys

_LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM note").fetchone()[0])
connection.close()
"""


async def _look_from_outside(path: Path) -> int:
    """How many notes another process sees; it is gone when this returns."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _LOOK, str(path), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return int(out)


async def _write(store: Store) -> None:
    async with store.begin() as session:
        await session.execute(text("INSERT INTO note VALUES (1)"))


async def test_a_command_that_looks_into_the_database_does_not_take_it_from_the_running_bot(
    tmp_path: Path,
) -> None:
    path = tmp_path / "rocbot.db"
    store = Store(f"sqlite:///{path}", data_keys())
    async with store.raw() as connection:
        await connection.execute(text("CREATE TABLE note (id INTEGER)"))
    # Several connections at a time: each is opened while others are open.
    async with store.read() as one, store.read() as two:
        await one.execute(text("SELECT * FROM note"))
        await two.execute(text("SELECT * FROM note"))
        await _write(store)
    for number in range(1, 4):
        assert await _look_from_outside(path) == number
        await _write(store)
    assert await _look_from_outside(path) == 4
    await store.dispose()
    after = sqlite3.connect(path)
    assert after.execute("SELECT count(*) FROM note").fetchone() == (4,)
    assert after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    after.close()
