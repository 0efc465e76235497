"""Transactions: what is committed, what is not, and who waits for whom."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import Fault
from bot.store.engine import Store
from bot.store.inbox import InboxKind, InboxRow, InboxState
from tests.stores import data_keys

AT = datetime(2026, 4, 11, tzinfo=UTC)
_LONG_READ = text(
    "SELECT count(*) FROM (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000)"
    " SELECT x FROM n) AS counted"
)


def row(event_id: str) -> InboxRow:
    return InboxRow(
        event_id=event_id,
        room_id="!r:test",
        sender="@a:test",
        trust="none",
        kind=InboxKind.TEXT,
        state=InboxState.NEW,
        payload={"text": "hej"},
        origin_at=AT,
        received_at=AT,
    )


async def count(store: Store) -> int:
    async with store.read() as session:
        return await session.scalar(select(func.count()).select_from(InboxRow)) or 0


async def test_what_is_left_normally_is_committed(store: Store) -> None:
    async with store.begin() as session:
        session.add(row("$1"))
    assert await count(store) == 1


async def test_an_exception_leaves_nothing_and_frees_the_write_lock(store: Store) -> None:
    async def fail() -> None:
        async with store.begin() as session:
            session.add(row("$1"))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await count(store) == 0
    async with asyncio.timeout(5), store.begin() as session:
        session.add(row("$2"))


@pytest.mark.parametrize("wait_until", ["holding", "waiting"])
async def test_a_cancelled_transaction_leaves_nothing_and_frees_the_write_lock(
    store: Store, wait_until: str
) -> None:
    started = asyncio.Event()
    release = asyncio.Event()

    async def hold(event_id: str) -> None:
        async with store.begin() as session:
            started.set()
            session.add(row(event_id))
            await session.flush()
            await release.wait()

    first = asyncio.create_task(hold("$1"))
    await started.wait()
    await asyncio.sleep(0.05)
    second = asyncio.create_task(hold("$2"))
    await asyncio.sleep(0.05)
    victim, other = (first, second) if wait_until == "holding" else (second, first)
    victim.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await victim
    release.set()
    await other
    assert await count(store) == 1
    async with asyncio.timeout(5), store.begin() as session:
        session.add(row("$3"))
    assert await count(store) == 2


async def test_cancelling_at_any_moment_never_jams_the_store(store: Store) -> None:
    async def work(event_id: str) -> None:
        async with store.begin() as session:
            session.add(row(event_id))
            await session.flush()
            await session.scalar(select(func.count()).select_from(InboxRow))

    for step in range(60):
        task = asyncio.create_task(work(f"$cancelled-{step}"))
        for _ in range(step):
            await asyncio.sleep(0)
        await asyncio.sleep(step / 20_000)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    async with asyncio.timeout(5):
        await work("$last")


async def test_a_reader_waits_for_no_writer(store: Store) -> None:
    async with store.begin() as session:
        session.add(row("$1"))
        await session.flush()
        async with asyncio.timeout(2):
            assert await count(store) == 0


async def test_a_transaction_that_only_reads_holds_up_no_writer(store: Store) -> None:
    async with store.begin() as reader:
        await reader.scalar(select(InboxRow))
        async with asyncio.timeout(2), store.begin() as writer:
            writer.add(row("$1"))
        assert (await reader.scalars(select(InboxRow.event_id))).all() == ["$1"]


async def test_a_locking_read_sees_the_change_that_it_waited_for(store: Store) -> None:
    async with store.begin() as session:
        session.add(row("$1"))

    async def add_one() -> None:
        async with store.begin() as session:
            found = await session.scalar(select(InboxRow).with_for_update())
            assert found is not None
            await asyncio.sleep(0.01)
            found.attempts += 1

    await asyncio.gather(*(add_one() for _ in range(10)))
    async with store.read() as session:
        assert await session.scalar(select(InboxRow.attempts)) == 10


async def test_get_with_for_update_locks_too(store: Store) -> None:
    async with store.begin() as session:
        session.add(row("$1"))

    async def add_one() -> None:
        async with store.begin() as session:
            found = await session.get_one(InboxRow, 1, with_for_update=True)
            found.attempts += 1

    await asyncio.gather(*(add_one() for _ in range(10)))
    async with store.read() as session:
        assert await session.scalar(select(InboxRow.attempts)) == 10


async def test_a_savepoint_undoes_only_its_part(store: Store) -> None:
    async with store.begin() as session:
        session.add(row("$1"))
        with contextlib.suppress(IntegrityError):
            async with session.begin_nested():
                session.add(row("$1"))
                await session.flush()
        session.add(row("$2"))
    assert await count(store) == 2


async def test_two_stores_on_one_database_write_in_turn(open_store: Callable[[], Store]) -> None:
    first, second = open_store(), open_store()

    async def write(store: Store, name: str) -> None:
        for number in range(20):
            async with store.begin() as session:
                session.add(row(f"${name}{number}"))

    await asyncio.gather(write(first, "a"), write(second, "b"))
    assert await count(first) == 40


async def test_a_long_read_leaves_the_loop_free(store: Store) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    async with store.read() as session, asyncio.TaskGroup() as group:
        turning = group.create_task(turn())
        assert await session.scalar(_LONG_READ) == 2_000_000
        turning.cancel()
    assert turns > 3


async def test_read_refuses_to_write(store: Store) -> None:
    with pytest.raises((RuntimeError, DBAPIError)):
        async with store.read() as session:
            await session.execute(update(InboxRow).values(attempts=1))


async def test_a_write_outside_of_a_transaction_is_refused_on_sqlite(tmp_path: object) -> None:
    store = Store(f"sqlite:///{tmp_path}/x.db", data_keys())
    await store.create_all()
    async with store.engine.connect() as connection:
        with pytest.raises(RuntimeError):
            await connection.execute(update(InboxRow).values(attempts=1))
    await store.dispose()


async def test_the_hook_stands_on_both_sides_of_a_commit(store_url: str) -> None:
    seen: list[tuple[str, int]] = []

    async def hook(side: Literal["before", "after"]) -> None:
        seen.append((side, await count(store)))

    store = Store(store_url, data_keys(), on_commit=hook)
    async with store.begin() as session:
        session.add(row("$1"))
    await store.dispose()
    assert seen == [("before", 0), ("after", 1)]


async def test_what_need_not_last_a_power_cut_is_written_all_the_same(store: Store) -> None:
    async with store.begin(durable=False) as session:
        session.add(row("$1"))
    async with store.begin() as session:
        session.add(row("$2"))
    assert await count(store) == 2


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sqlite://", "database.memory"),
        ("sqlite:////nowhere/at/all/x.db", "database.directory"),
        ("mysql://x/y", "database.kind"),
        ("rubbish", "database.url"),
    ],
)
def test_a_url_that_cannot_be_used_says_so(url: str, code: str) -> None:
    with pytest.raises(Fault) as caught:
        Store(url, data_keys())
    assert caught.value.code == code
