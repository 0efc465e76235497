"""A new data key: everything that is sealed is opened and sealed again with the newest one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, bindparam, select, type_coerce

from bot.store.base import Base
from bot.store.engine import Store
from bot.store.types import EncryptedJson, EncryptedText

_BATCH = 200


def sealed_columns(metadata: MetaData = Base.metadata) -> Iterator[tuple[Table, Sequence[Column[Any]]]]:
    """Each table with the columns in it that are sealed."""
    for table in metadata.sorted_tables:
        columns = [
            column for column in table.columns if isinstance(column.type, EncryptedText | EncryptedJson)
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
    (key,) = table.primary_key.columns
    # The sealed bytes themselves, not what is in them.
    raw = type_coerce(column, LargeBinary).label("sealed")
    place = column.type.place  # type: ignore[attr-defined]
    update = (
        table.update()
        .where(key == bindparam("row"))
        .values({column.name: bindparam("fresh", type_=LargeBinary)})
    )
    number, last = 0, None
    while True:
        async with store.begin() as session:
            statement = select(key.label("row"), raw).where(column.is_not(None)).order_by(key).limit(_BATCH)
            if last is not None:
                statement = statement.where(key > last)
            rows = (await session.execute(statement.with_for_update())).all()
            if not rows:
                return number
            last = rows[-1].row
            old = [row for row in rows if not store.keyring.is_newest(row.sealed)]
            fresh = [
                {"row": row.row, "fresh": store.keyring.seal(store.keyring.open(row.sealed, place), place)}
                for row in old
            ]
            if fresh:
                await session.execute(update, fresh)
        number += len(fresh)
