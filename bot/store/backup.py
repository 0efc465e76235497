"""Backup while the bot runs, and restore into an empty database of either kind."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, MetaData, Table, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import Fault
from bot.store.archive import Manifest, Reader, Writer, decoded
from bot.store.audit import append
from bot.store.engine import Store
from bot.store.keyring import Keyring
from bot.store.migrations import changing, current, revisions, upgrade
from bot.store.migrations.change import run
from bot.store.sync_state import leave_to_new_device

_BATCH = 500
_PLACE, _WORD = "backup.check", b"rocbot"
_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True)
class Whose:
    """Which bot the backup is of."""

    user_id: str
    device_id: str
    master_key: str | None


async def backup(
    store: Store,
    target: Path,
    whose: Whose,
    now: datetime,
    *,
    leave_out: frozenset[str] = frozenset(),
) -> Manifest:
    """Write everything as it is at one instant; sealed columns stay sealed.

    Args:
        store: The database; it may be in use.
        target: The file, replaced when the new one is whole.
        whose: What the manifest says of the bot.
        now: When.
        leave_out: Tables that belong to one device alone (its access token): the key store of nio is
            not in the backup either, because an old one must never come back.
    """
    revision = await current(store)
    if revision != revisions()[-1]:
        raise Fault("backup.revision", found=revision, known=revisions()[-1])
    check = base64.b64encode(store.keyring.seal(_WORD, _PLACE)).decode()
    manifest = Manifest(
        revision, whose.user_id, whose.device_id, whose.master_key, now.isoformat(), key_check=check
    )
    writer = await asyncio.to_thread(Writer, target, manifest)
    try:
        async with _snapshot(store) as connection:
            tables = (await connection.run_sync(_reflected)).sorted_tables
            for table in tables:
                if table.name not in leave_out | {_VERSION_TABLE}:
                    async for rows in _rows(connection, table):
                        await asyncio.to_thread(writer.add, table.name, rows)
        await asyncio.to_thread(writer.finish)
    except BaseException:
        writer.abandon()
        raise
    return manifest


async def restore(store: Store, source: Path, now: datetime) -> Manifest:
    """Bring a backup into an empty database, whole or not at all, and up to this program's schema.

    The sync token is kept under a name of no device: the new device that logs in goes on from it,
    and what came since the backup is taken in once, because the inbox is keyed by event id.

    Raises:
        Fault: the database is not empty, the file is not whole, or the data key is another one.
    """
    if await current(store) is not None:
        raise Fault("restore.not_empty")
    reader = await asyncio.to_thread(Reader(source).check)
    manifest = reader.manifest
    _check_key(store.keyring, manifest)
    if manifest.revision not in revisions():
        raise Fault("database.newer", found=manifest.revision, known=revisions()[-1])
    async with changing(store) as connection:
        await connection.run_sync(run, manifest.revision)
        tables = (await connection.run_sync(_reflected)).tables
        batches = reader.batches(_BATCH)
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            await _insert(connection, tables[batch[0]], batch[1], store.dialect)
        if store.dialect == "postgresql":
            await connection.run_sync(_advance_sequences, list(tables.values()))
    await upgrade(store)
    await _take_over(store, manifest, now)
    return manifest


def _check_key(keyring: Keyring, manifest: Manifest) -> None:
    try:
        keyring.open(base64.b64decode(manifest.key_check), _PLACE)
    except (KeyError, InvalidTag) as error:
        raise Fault("restore.wrong_key") from error


@asynccontextmanager
async def _snapshot(store: Store) -> AsyncIterator[AsyncConnection]:
    async with store.raw() as connection:
        if store.dialect == "postgresql":
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        else:
            await connection.exec_driver_sql("BEGIN")
        yield connection
        await connection.rollback()


def _reflected(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


async def _rows(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    keys = list(table.primary_key.columns)
    statement = select(table).order_by(*keys).limit(_BATCH)
    following = statement
    while True:
        rows = (await connection.execute(following)).mappings().all()
        if not rows:
            return
        yield [dict(row) for row in rows]
        last = [rows[-1][key.name] for key in keys]
        following = statement.where(tuple_(*keys) > tuple_(*last))


async def _insert(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]], dialect: str
) -> None:
    values = [
        {name: decoded(value, table.columns[name], dialect) for name, value in row.items()} for row in rows
    ]
    await connection.execute(table.insert(), values)


def _advance_sequences(connection: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        for key in table.primary_key.columns:
            name = f'"{table.name}"'
            sequence = connection.scalar(select(func.pg_get_serial_sequence(name, key.name)))
            # Only of a column that counts: not everything in a key has a greatest value.
            highest = None if sequence is None else connection.scalar(select(func.max(key)))
            if highest is not None:
                connection.execute(select(func.setval(sequence, highest)))


async def _take_over(store: Store, manifest: Manifest, now: datetime) -> None:
    async with store.begin() as session:
        await leave_to_new_device(session)
        fields = {"created": manifest.created, "revision": manifest.revision}
        await append(session, at=now, actor="rocbot", action="store.restored", object="store", fields=fields)
