"""Many ended cases out of one: its rows copied with other numbers, so that they are as real as the first."""

from __future__ import annotations

from sqlalchemy import Connection, Table, text, update

from bot.cases.tables import Case, CaseAlarm, CaseCounter, CaseEvent
from bot.store.base import Base
from bot.store.engine import Store
from bot.store.event_ref import EventRef
from bot.store.inbox import InboxRow
from bot.store.outbox import OutboxRow

_NUMBERS = "WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < :copies)"
_APART = 1_000
"""More than one case has rows in any table: copy n of row 7 gets the id n * 1000 + 7."""
_UNIQUE = frozenset({"reference", "raise_event_id", "txn_id", "dedupe_key", "event_id", "object_id", "hash"})


async def multiply(store: Store, cases: int) -> None:
    """Until there are so many; what each of them said and heard is there too."""
    tables = [kind.__table__ for kind in (InboxRow, Case, CaseAlarm, CaseEvent, OutboxRow, EventRef)]
    async with store.raw() as connection:
        for table in tables:
            assert isinstance(table, Table)
            await connection.run_sync(_copy, table, cases - 1)
        await connection.execute(update(CaseCounter).values(last=CaseCounter.last + cases - 1))
        await connection.commit()


def _copy(connection: Connection, table: Table, copies: int) -> None:
    names = [column.name for column in table.columns]
    values = [_value(table, name) for name in names]
    quoted = ", ".join(f'"{name}"' for name in names)
    connection.execute(
        text(
            f'INSERT INTO "{table.name}" ({quoted}) {_NUMBERS} '  # noqa: S608 - names of our own tables
            f'SELECT {", ".join(values)} FROM copy, "{table.name}"'
        ),
        {"copies": copies},
    )


def _value(table: Table, name: str) -> str:
    column = f'"{table.name}"."{name}"'
    references = {key.column.table.name for key in table.columns[name].foreign_keys}
    if name == "id" or references & set(Base.metadata.tables):
        return f"{column} + n * {_APART}"
    if name == "number" and table is Case.__table__:
        return f"{column} + n"
    return f"{column} || '-' || n" if name in _UNIQUE else column
