"""A new data key: everything that is sealed is opened and sealed again with the newest one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, bindparam, select, tuple_, type_coerce

from bot.store.base import Base
from bot.store.engine import Store
from bot.store.types import EncryptedBytes, EncryptedJson, EncryptedText

_BATCH = 200


def sealed_columns(metadata: MetaData = Base.metadata) -> Iterator[tuple[Table, Sequence[Column[Any]]]]:
    """Each table with the columns in it that are sealed."""
    for table in metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if isinstance(column.type, EncryptedText | EncryptedJson | EncryptedBytes)
        ]
        if columns:
            yield table, columns


async def rotate(store: Store) -> int:
    """Seal with the newest key what an older one sealed; how many values that were.

    Runs beside the bot: small transactions, each row locked while it is rewritten. When it is
    done, and no backup needs them any more, the older keys may go.
    """
    number = 0
    for table, columns in sealed_columns():
        for column in columns:
            number += await _column(store, table, column)
    return number


async def _column(store: Store, table: Table, column: Column[Any]) -> int:
    keys = list(table.primary_key.columns)
    place = column.type.place  # type: ignore[attr-defined]
    # The sealed bytes themselves, not what is in them.
    statement = (
        select(type_coerce(column, LargeBinary), *keys)
        .where(column.is_not(None))
        .order_by(*keys)
        .limit(_BATCH)
        .with_for_update()
    )
    update = (
        table.update()
        .where(*(key == bindparam(f"key{number}") for number, key in enumerate(keys)))
        .values({column.name: bindparam("fresh", type_=LargeBinary)})
    )
    number = 0
    following = statement
    while True:
        async with store.begin() as session:
            rows = [tuple(row) for row in await session.execute(following)]
            if not rows:
                return number
            fresh = [
                {"fresh": store.keyring.seal(store.keyring.open(sealed, place), place), **_named(key)}
                for sealed, *key in rows
                if not store.keyring.is_newest(sealed)
            ]
            if fresh:
                await session.execute(update, fresh)
        number += len(fresh)
        following = statement.where(tuple_(*keys) > tuple_(*rows[-1][1:]))


def _named(key: Sequence[Any]) -> dict[str, Any]:
    return {f"key{number}": value for number, value in enumerate(key)}
