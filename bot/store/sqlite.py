"""SQLite under asyncio: one writer at a time in fair order, and few hops between threads.

What may wait for the disk or for another process goes to the connection's own thread: commits, and a
transaction that cannot begin at once. What is left is over sooner than a thread could be woken, and runs
at once. A read that turns out to be long is broken off and repeated in the thread; a transaction whose
writes are long says so (``bulk``).
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Self, TypeVar, cast

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

TURN = "rocbot_turn"
"""Execution option: the ``Turn`` of the transaction, or None for work outside of ``Store.begin``."""
_MARK = "/* for update */"
_READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN")
_BUSY_MS = 20_000
_BRIEF = 20_000
"""Steps of SQLite's virtual machine: a millisecond or a few."""
_IN_A_ROW = 8
"""After so many statements at once others have a turn."""
_T = TypeVar("_T")


class Turn:
    """One transaction's claim on the write lock, taken at its first write or locking read.

    The lock only makes writers wait in order inside this process; SQLite's own lock is what
    keeps writers apart, so giving it back a moment before a late rollback does no harm.
    """

    def __init__(
        self, gate: asyncio.Lock, *, durable: bool = True, bulk: bool = False, read_only: bool = False
    ) -> None:
        self._gate = gate
        self._durable = durable
        self._bulk = bulk
        self._read_only = read_only
        self._held = False

    def take(self, connection: Connection) -> None:
        """Wait for the lock and begin; runs inside SQLAlchemy's greenlet."""
        if self._held:
            return
        if self._read_only:
            raise RuntimeError("a write was tried in a read-only transaction")
        await_only(self._gate.acquire())
        self._held = True
        link = cast(_Link, connection.connection.driver_connection)
        link.begin_with_next("FULL" if self._durable else "NORMAL", bulk=self._bulk)

    def release(self) -> None:
        if self._held:
            self._held = False
            self._gate.release()


class _Compiler(SQLiteCompiler):
    """SQLite has no FOR UPDATE; a comment keeps the wish visible to ``_before``."""

    def for_update_clause(self, *_: Any, **__: Any) -> str:
        return f" {_MARK}"


class _Cursor:
    """Executes and fetches at once, or in one visit to the connection's thread where aiosqlite takes four."""

    def __init__(self, link: _Link) -> None:
        self._link = link
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> _Cursor:
        run = partial(self._run, sql, parameters)
        link = self._link
        if not (link.read_briefly(run) if _only_reads(sql) else link.write_briefly(run)):
            await link.visit(run)
        elif link.others_turn():
            await asyncio.sleep(0)
        return self

    async def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> _Cursor:
        await self._link.visit(partial(self._run_many, sql, rows))
        return self

    async def fetchall(self) -> Sequence[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = ()

    def _run(self, sql: str, parameters: Sequence[Any]) -> None:
        self._link.begin_if_due()
        self._keep(self._link.raw.execute(sql, parameters))

    def _run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._link.begin_if_due()
        self._keep(self._link.raw.executemany(sql, rows))

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else ()
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class _Link(aiosqlite.Connection):
    """An aiosqlite connection with our cursor, and no visit to its thread to end what never began."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True
        self._settled = True
        self._level = "FULL"
        self._begin_at: str | None = None
        self._bulk = False
        self._ours = False
        self._in_a_row = 0

    @property
    def raw(self) -> sqlite3.Connection:
        return self._conn

    def begin_with_next(self, level: str, *, bulk: bool) -> None:
        """Let the next statement begin the transaction, on the same visit to the thread."""
        self._begin_at, self._bulk = level, bulk

    def begin_if_due(self) -> None:
        if self._begin_at is None:
            return
        if self._begin_at != self._level:
            self.raw.execute(f"PRAGMA synchronous={self._begin_at}")
            self._level = self._begin_at
        self.raw.execute("BEGIN IMMEDIATE")
        self._begin_at, self._ours = None, True

    def others_turn(self) -> bool:
        self._in_a_row = (self._in_a_row + 1) % _IN_A_ROW
        return self._in_a_row == 0

    def write_briefly(self, work: Callable[[], None]) -> bool:
        """Do it here and now inside of the transaction; False when it may take long or must wait."""
        if self._bulk or not self._settled or not (self._ours or self._begins_at_once()):
            return False
        work()
        return True

    def _begins_at_once(self) -> bool:
        """Begin if the database is free at this moment."""
        if self._begin_at is None:
            return False
        self.raw.execute("PRAGMA busy_timeout=0")
        try:
            self.begin_if_due()
        except sqlite3.OperationalError:
            return False
        finally:
            self.raw.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        return True

    def read_briefly(self, work: Callable[[], None]) -> bool:
        """Do it here and now; False when it took too long and was broken off, or the thread is at work."""
        if not self._settled:
            return False
        too_long = False

        def stop() -> bool:
            nonlocal too_long
            too_long = True
            return True

        self.raw.set_progress_handler(stop, _BRIEF)
        try:
            work()
        except sqlite3.OperationalError:
            if not too_long:
                raise
        finally:
            self.raw.set_progress_handler(None, 0)
        return not too_long

    async def visit(self, work: Callable[[], _T]) -> _T:
        # A cancelled visit leaves a statement running in the thread: its outcome is then unknown.
        self._settled = False
        try:
            result = cast(_T, await self._execute(work))  # type: ignore[no-untyped-call]
        except sqlite3.Error:
            self._settled = True
            raise
        self._settled = True
        return result

    def cursor(self) -> _Cursor:  # type: ignore[override]
        return _Cursor(self)

    async def commit(self) -> None:
        self._ended()
        if not self._settled or self.raw.in_transaction:
            await self.visit(self.raw.commit)

    async def rollback(self) -> None:
        self._ended()
        if not self._settled or self.raw.in_transaction:
            await self.visit(self.raw.rollback)

    def _ended(self) -> None:
        self._begin_at, self._bulk, self._ours = None, False, False


def _open(path: str) -> sqlite3.Connection:
    # Closing a descriptor of a file drops the process's locks on it, those of other connections too, and
    # another process would then take the database for unused and throw its log away. So only what is new.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def _only_reads(sql: str) -> bool:
    return sql.startswith("SELECT") and _MARK not in sql


def _is_write(statement: str, context: Any) -> bool:
    if context.isinsert or context.isupdate or context.isdelete:
        return True
    return _MARK in statement or not statement.lstrip()[:7].upper().startswith(_READS)


def _before(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: Any
) -> None:
    if not _is_write(statement, context):
        return
    options = connection.get_execution_options()
    if TURN not in options:
        raise RuntimeError("a write was tried outside of Store.begin")
    turn: Turn | None = options[TURN]
    if turn is not None:
        turn.take(connection)


def make_engine(path: str) -> AsyncEngine:
    """An engine whose connections are in autocommit until a ``Turn`` begins a transaction."""

    def connect(*_: Any, **__: Any) -> Awaitable[aiosqlite.Connection]:
        return _Link(partial(_open, path))

    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        connect_args={"async_creator_fn": connect},
        pool_size=4,
        max_overflow=60,
        hide_parameters=True,
    )
    engine.dialect.statement_compiler = _Compiler
    event.listen(engine.sync_engine, "before_cursor_execute", _before)
    return engine
