"""The schema's history. A database is brought to the newest revision, or the program stops.

Revisions are numbered 0001, 0002 ... in one line, so that the common case (nothing to do) is one
query and does not load Alembic.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import Fault
from bot.store.engine import Store

_HERE = Path(__file__).parent
_VERSION_TABLE = "alembic_version"
_LOCK = 7_230_411
"""Two processes that start together must not both change the schema (PostgreSQL)."""


def revisions() -> tuple[str, ...]:
    """All revisions, oldest first."""
    return tuple(sorted(path.name[:4] for path in (_HERE / "versions").glob("[0-9]*_*.py")))


async def current(store: Store) -> str | None:
    """The database's revision; None when it is empty.

    Raises:
        Fault: it has tables that did not come from here.
    """
    async with store.raw() as connection:
        return await connection.run_sync(_current)


async def upgrade(store: Store, to: str | None = None) -> None:
    """Bring the database to the newest revision (or to ``to``), whole or not at all.

    Raises:
        Fault: the database is newer than this program, or not ours.
    """
    known = revisions()
    found = await current(store)
    target = to or known[-1]
    if found is not None and found not in known:
        raise Fault("database.newer", found=found, known=known[-1])
    if found == target:
        return
    from bot.store.migrations.change import run  # noqa: PLC0415 - a start with nothing to do is spared Alembic

    async with changing(store) as connection:
        # Another process may have done it while this one waited.
        if await connection.run_sync(_current) != target:
            await connection.run_sync(run, target)


def _current(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE not in tables:
        if tables:
            raise Fault("database.foreign", tables=sorted(tables)[:3])
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))  # noqa: S608
    return found


@asynccontextmanager
async def changing(store: Store) -> AsyncIterator[AsyncConnection]:
    """A connection for changing the schema: alone, and all of it or nothing."""
    async with store.raw() as connection:
        if store.dialect == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield connection
            await connection.commit()
            return
        # SQLite changes a table by making a new one and dropping the old: with foreign keys on,
        # that would delete the rows that refer to it. The pragma works only outside a transaction.
        await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
            if broken:
                raise Fault("database.references", table=broken[0][0])
            await connection.commit()
        finally:
            await connection.rollback()
            await connection.exec_driver_sql("PRAGMA foreign_keys=ON")
