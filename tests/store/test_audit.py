"""Nobody changes, adds or takes away a row of the audit log unseen."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.store.audit import append, prune, verify
from bot.store.engine import Store
from tests.harness.clock import START


async def log(store: Store, number: int, at_day: int = 0) -> None:
    for count in range(number):
        async with store.begin() as session:
            await append(
                session,
                at=START + timedelta(days=at_day, seconds=count),
                actor="@admin:test",
                action="case.take",
                object=f"IA-2026-0411-K{count}",
                fields={"unit": "nacka", "på": count},
            )


async def broken(store: Store) -> int | None:
    async with store.read() as session:
        return (await verify(session)).broken


async def tamper(store: Store, statement: str) -> None:
    async with store.begin() as session:
        await session.execute(text(statement))


async def test_an_untouched_log_holds(store: Store) -> None:
    assert await broken(store) is None
    await log(store, 5)
    async with store.read() as session:
        verdict = await verify(session)
    assert (verdict.rows, verdict.broken) == (5, None)
    assert len(verdict.head) == 64


async def test_rows_added_side_by_side_stand_in_one_chain(store: Store) -> None:
    await asyncio.gather(*(log(store, 4) for _ in range(5)))
    async with store.read() as session:
        verdict = await verify(session)
    assert (verdict.rows, verdict.broken) == (20, None)


async def test_a_row_is_undone_with_its_deed(store: Store) -> None:
    await log(store, 2)

    async def fail() -> None:
        async with store.begin() as session:
            await append(session, at=START, actor="rocbot", action="x", object="y")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await log(store, 1)
    async with store.read() as session:
        assert (await verify(session)).rows == 3


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE audit SET actor = '@other:test' WHERE seq = 3", 3),
        ("UPDATE audit SET fields = '{}' WHERE seq = 1", 1),
        ("UPDATE audit SET hash = prev_hash WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 3", 4),
        ("DELETE FROM audit WHERE seq = 1", 2),
        ("DELETE FROM audit WHERE seq = 5", 5),
        ("DELETE FROM audit", 1),
        ("DELETE FROM audit_head", 1),
    ],
)
async def test_the_first_row_that_does_not_hold_is_named(store: Store, statement: str, first: int) -> None:
    await log(store, 5)
    await tamper(store, statement)
    assert await broken(store) == first


async def test_old_rows_go_and_the_chain_still_holds(store: Store) -> None:
    await log(store, 3)
    await log(store, 2, at_day=800)
    for _ in range(2):
        async with store.begin() as session:
            await prune(session, START + timedelta(days=70), START + timedelta(days=800))
    async with store.read() as session:
        verdict = await verify(session)
    assert (verdict.rows, verdict.broken) == (3, None)
    async with store.begin() as session:
        assert await prune(session, START + timedelta(days=900), START + timedelta(days=1530)) == 3
    await log(store, 1, at_day=1600)
    assert await broken(store) is None
    await tamper(store, "DELETE FROM audit WHERE seq = 7")
    assert await broken(store) is not None


async def test_everything_in_a_log_longer_than_one_batch_is_looked_at(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.audit._BATCH", 2)
    await log(store, 7)
    assert await broken(store) is None
    await tamper(store, "UPDATE audit SET object = 'x' WHERE seq = 7")
    assert await broken(store) == 7
