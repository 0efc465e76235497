"""Those who ask in the same moment have it read once; what fails is said to each of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.store.engine import Store
from bot.work.ahead import ReadTogether
from tests.work.postbox import say

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


async def test_who_asks_in_the_same_moment_has_it_read_in_one_statement(store: Store) -> None:
    async with store.begin() as session:
        for number in range(30):
            await say(session, f"{number}", f"!{number % 10}:test")
    statements: list[str] = []

    @event.listens_for(store.engine.sync_engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    together = ReadTogether(store, 2)
    found = await asyncio.gather(*(together.next_rows(f"!{number}:test") for number in range(11)))
    bodies = [[(row.content or {})["body"] for row in rows] for rows in found]
    assert bodies == [*([f"{number}", f"{number + 10}"] for number in range(10)), []]
    assert len(statements) == 1


async def test_who_comes_later_sees_what_has_happened_since(store: Store) -> None:
    together = ReadTogether(store, 2)
    assert await together.next_rows("!a:test") == []
    async with store.begin() as session:
        await say(session, "new")
    assert [(row.content or {})["body"] for row in await together.next_rows("!a:test")] == ["new"]


async def test_a_database_that_objects_is_heard_by_each_and_by_nobody_after(store: Store) -> None:
    together = ReadTogether(store, 2)
    async with store.raw() as connection:
        await connection.exec_driver_sql("ALTER TABLE outbox RENAME TO gone")
    asked = (together.next_rows(target) for target in ("!a:test", "!b:test"))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [OperationalError, OperationalError]
    async with store.raw() as connection:
        await connection.exec_driver_sql("ALTER TABLE gone RENAME TO outbox")
    assert await together.next_rows("!a:test") == []


async def test_who_does_not_wait_any_more_keeps_nothing_from_the_others(store: Store) -> None:
    together = ReadTogether(store, 2)
    first = asyncio.create_task(together.next_rows("!a:test"))
    second = asyncio.create_task(together.next_rows("!b:test"))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == []
