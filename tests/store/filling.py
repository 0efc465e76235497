"""Fills any table with made-up rows, so that a migration or a restore has something to lose."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, select

AT = datetime(2026, 4, 11, 1, 12, 3, 456789, tzinfo=UTC)
ROWS = 3
Rows = dict[str, list[dict[str, Any]]]


def reflected(connection: Connection) -> MetaData:
    """The tables as the database has them."""
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def fill(connection: Connection, skip: frozenset[str] = frozenset({"alembic_version"})) -> None:
    """Put rows into every table, those that are referred to first."""
    for table in reflected(connection).sorted_tables:
        if table.name not in skip:
            rows = [
                {column.name: _value(table, column, number, connection) for column in table.columns}
                for number in range(1, ROWS + 1)
            ]
            connection.execute(table.insert(), rows)


def contents(connection: Connection) -> Rows:
    """Everything, by table, in the order of the primary key."""
    metadata = reflected(connection)
    return {
        table.name: [
            dict(row)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        ]
        for table in metadata.sorted_tables
    }


def _value(table: Table, column: Column[Any], number: int, connection: Connection) -> Any:  # noqa: PLR0911
    if column.foreign_keys and any(key.column.table is not table for key in column.foreign_keys):
        return number
    if column.foreign_keys:
        return None if column.nullable else number
    kind = column.type.python_type
    if kind is bool or "BOOLEAN" in str(column.type).upper():
        # an exercise has no public channel
        return number % 2 == (1 if column.name == "exercise" else 0)
    if kind is datetime:
        at = AT + timedelta(minutes=number)
        return at.replace(tzinfo=None) if connection.dialect.name == "sqlite" else at
    if kind is bytes:
        return bytes([0, 255, number])
    if kind in (int, float):
        return kind(number)
    length = getattr(column.type, "length", None) or 40
    return f"{number} {column.name} åäö"[:length]
