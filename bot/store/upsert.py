"""Insert what is new and leave what is there, in the words of both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.store.base import Base


def _insert(session: AsyncSession, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


async def insert_new(
    session: AsyncSession,
    table: type[Base],
    key: InstrumentedAttribute[Any],
    rows: Sequence[Mapping[str, Any]],
) -> set[Any]:
    """Insert the rows that clash with nothing unique that is there; the ``key`` of those that were new."""
    if not rows:
        return set()
    statement = _insert(session, table).on_conflict_do_nothing().returning(key)
    result = await session.scalars(statement, [dict(row) for row in rows])
    return set(result)


async def put(
    session: AsyncSession,
    table: type[Base],
    key: InstrumentedAttribute[Any],
    row: Mapping[str, Any],
) -> None:
    """Insert the row, or give the one with that ``key`` these values."""
    statement = _insert(session, table).values(**row)
    changes = {name: value for name, value in row.items() if name != key.key}
    await session.execute(statement.on_conflict_do_update(index_elements=[key.key], set_=changes))


async def add_up(
    session: AsyncSession,
    table: type[Base],
    number: InstrumentedAttribute[int],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Insert the rows; where there is one with the same primary key, add the number to its own."""
    if not rows:
        return
    statement = _insert(session, table)
    keys = [column.name for column in inspect(table).primary_key]
    total = {number.key: number + statement.excluded[number.key]}
    await session.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=total), [dict(row) for row in rows]
    )
