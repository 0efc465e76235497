"""How a database goes about what it is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession


@asynccontextmanager
async def explained(session: AsyncSession) -> AsyncIterator[list[str]]:
    """The plans of what is read meanwhile, once it is over."""
    connection = await session.connection()
    asked: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", hear)
    plans: list[str] = []
    yield plans
    event.remove(connection.sync_connection, "before_cursor_execute", hear)
    word = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    for statement, parameters in asked:
        found = await connection.exec_driver_sql(f"{word} {statement}", parameters)
        plans += [str(row[-1]) for row in found]
