"""The store: one engine, and transactions that commit as a whole or leave nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from bot.errors import Fault
from bot.store.base import Base
from bot.store.keyring import Keyring, attach
from bot.store.sqlite import TURN, Turn, make_engine

CommitHook = Callable[[Literal["before", "after"]], Awaitable[None]]
"""Awaited around every commit, so that a test can be slow there or die there."""


class Store:
    """The database of one bot, SQLite or PostgreSQL.

    On both, a transaction is READ COMMITTED. On SQLite it takes the process's write lock at its
    first write or ``SELECT ... FOR UPDATE`` and not before: read a row that you are going to change
    with ``with_for_update``. A transaction that only reads blocks nobody.
    """

    def __init__(self, url: str, keyring: Keyring, *, on_commit: CommitHook | None = None) -> None:
        self.url = _parse(url)
        self.keyring = keyring
        self._on_commit = on_commit
        self._gate = asyncio.Lock()
        self.engine: AsyncEngine
        if self.dialect == "sqlite":
            self.engine = make_engine(_sqlite_path(self.url))
        else:
            self.engine = create_async_engine(
                self.url,
                pool_size=8,
                max_overflow=40,
                isolation_level="READ COMMITTED",
                hide_parameters=True,
                connect_args={"server_settings": {"application_name": "rocbot"}},
            )
        attach(self.engine.dialect, keyring)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.url.get_backend_name()

    @asynccontextmanager
    async def begin(self, *, durable: bool = True, bulk: bool = False) -> AsyncIterator[AsyncSession]:
        """A transaction, committed on leaving and rolled back on any exception or cancellation.

        Args:
            durable: False for what can be fetched again after a power cut (the sync intake): the
                commit does not wait for the disk. It still survives a kill of the process.
            bulk: True when single statements change many rows: on SQLite they are then kept off the loop.
        """
        turn = Turn(self._gate, durable=durable, bulk=bulk)
        try:
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                await session.connection(execution_options={TURN: turn})
                if not durable and self.dialect == "postgresql":
                    await session.execute(text("SET LOCAL synchronous_commit TO OFF"))
                yield session
                if self._on_commit is not None:
                    await session.flush()
                    await self._on_commit("before")
                await session.commit()
        finally:
            turn.release()
        if self._on_commit is not None:
            await self._on_commit("after")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that may only read; nothing is ever committed."""
        options: dict[str, Any] = {TURN: Turn(self._gate, read_only=True), "postgresql_readonly": True}
        async with AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session:
            await session.connection(execution_options=options)
            yield session

    @asynccontextmanager
    async def raw(self) -> AsyncIterator[AsyncConnection]:
        """A connection for schema work and backup; on SQLite each statement stands for itself."""
        async with self.engine.connect() as connection:
            await connection.execution_options(**{TURN: None})
            yield connection

    async def create_all(self) -> None:
        """Make every table that is imported (tests; a real database is made by the migrations)."""
        async with self.raw() as connection:
            await connection.run_sync(Base.metadata.create_all)
            await connection.commit()

    async def dispose(self) -> None:
        await self.engine.dispose()


def _parse(url: str) -> URL:
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Fault("database.url") from error
    if parsed.get_backend_name() not in drivers:
        raise Fault("database.kind", kind=parsed.get_backend_name())
    return parsed.set(drivername=drivers[parsed.get_backend_name()])


def _sqlite_path(url: URL) -> str:
    if not url.database or ":memory:" in url.database:
        raise Fault("database.memory")
    if not Path(url.database).absolute().parent.is_dir():
        raise Fault("database.directory", path=str(Path(url.database).parent))
    return url.database
