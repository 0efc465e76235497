"""What arrives at once is written down at once, and whoever listens is told of each all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice, ToRoom
from bot.store.engine import Store
from bot.store.event_ref import remember
from bot.store.outbox import OutboxRow, OutboxState, Priority
from bot.store.outbox_held import take_back
from bot.work.sent import Arrival, SentTogether
from bot.work.timed import Arrived, DeliveryListener
from tests.stores import data_keys
from tests.work.postbox import AT, Wire, post, running, say, settled, until

NUMBER = 16


@dataclass
class Listener:
    subject: str = "press"
    heard: list[str] = field(default_factory=list)
    stumbles_over: str = ""

    async def delivered(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, reached: frozenset[str]
    ) -> Sequence[Notice]:
        assert session.in_transaction()
        assert (at, reached, purpose) == (AT, frozenset({"@anna:test"}), "room")
        if object_id == self.stumbles_over:
            raise ZeroDivisionError
        self.heard.append(object_id)
        return [Notice(f"told {object_id}", ToRoom("!told:test"))]

    async def refused(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, error: str
    ) -> Sequence[Notice]:
        raise AssertionError((session, object_id, purpose, at, error))


class ManyAtOnce(Listener):
    """As ``Listener``, and wants to hear of many in one go."""

    async def delivered_many(self, session: AsyncSession, arrived: Sequence[Arrived]) -> Sequence[Notice]:
        assert session.in_transaction()
        self.heard.append(" ".join(one.object_id for one in arrived))
        return ()


@dataclass
class Counted:
    """The database once more, its commits counted."""

    store: Store
    commits: int = 0

    async def count(self, side: Literal["before", "after"]) -> None:
        self.commits += side == "after"

    def together(self, listener: DeliveryListener) -> SentTogether:
        return SentTogether(self.store, {listener.subject: listener}, post)


@pytest.fixture
async def counted(store_url: str) -> AsyncIterator[Counted]:
    found: Counted

    async def count(side: Literal["before", "after"]) -> None:
        await found.count(side)

    found = Counted(Store(store_url, data_keys(), on_commit=count))
    yield found
    await found.store.dispose()


async def queued(store: Store, heard: Callable[[int], bool] = lambda _: True) -> Sequence[OutboxRow]:
    async with store.begin() as session:
        rows = [await say(session, "hej", f"!{number}:test") for number in range(NUMBER)]
        for number, row in enumerate(rows):
            if heard(number):
                await remember(session, "press", f"{number}", "room", outbox_id=row.id)
    return rows


def arrival(row: OutboxRow) -> Arrival:
    return Arrival(row.id, row.target, f"${row.id}", AT, frozenset({"@anna:test"}))


async def marked(together: SentTogether, rows: Sequence[OutboxRow]) -> list[bool | None]:
    return await asyncio.gather(*(together.mark(arrival(row)) for row in rows))


async def told(store: Store) -> list[str]:
    async with store.read() as session:
        found = await session.scalars(select(OutboxRow).where(OutboxRow.target == "!told:test"))
        return sorted(str((row.content or {})["body"]) for row in found)


async def test_each_listener_is_told_of_each_in_few_commits(store: Store, counted: Counted) -> None:
    listener, rows = Listener(), await queued(store)
    # the first is alone, and is settled by itself
    assert await marked(counted.together(listener), rows) == [None, *[True] * (NUMBER - 1)]
    assert counted.commits == 1
    assert listener.heard == [f"{number}" for number in range(1, NUMBER)]
    assert await told(store) == sorted(f"told {number}" for number in range(1, NUMBER))


async def test_a_listener_to_many_is_told_once(store: Store, counted: Counted) -> None:
    listener, rows = ManyAtOnce(), await queued(store)
    await marked(counted.together(listener), rows)
    assert listener.heard == [" ".join(f"{number}" for number in range(1, NUMBER))]


async def test_those_that_nobody_listens_for_are_marked_beside_them(store: Store, counted: Counted) -> None:
    listener = Listener()
    rows = await queued(store, lambda number: number in {3, 5})
    assert await marked(counted.together(listener), rows) == [False, *[True] * (NUMBER - 1)]
    assert listener.heard == ["3", "5"]
    async with store.read() as session:
        sent = await session.scalars(select(OutboxRow).where(OutboxRow.state == OutboxState.SENT))
        assert {row.event_id for row in sent} == {f"${row.id}" for row in rows}


async def test_when_one_listener_fails_nothing_is_marked_and_each_is_settled_by_itself(
    store: Store, counted: Counted
) -> None:
    listener, rows = Listener(stumbles_over="7"), await queued(store)
    assert await marked(counted.together(listener), rows) == [None] * NUMBER
    assert not await settled(store)
    assert await told(store) == []


async def test_what_was_sent_before_is_not_told_again_and_what_was_taken_back_is(
    store: Store, counted: Counted
) -> None:
    rows = await queued(store)
    once, again = Listener(), Listener()
    await marked(counted.together(once), rows[:3])
    async with store.begin() as session:
        await take_back(session, [rows[4].id], AT)
    await marked(counted.together(again), rows[:5])
    assert (once.heard, again.heard) == (["1", "2"], ["3", "4"])


async def test_through_the_outbox_each_is_told_once_though_one_listener_fails(store: Store) -> None:
    listener, wire = _Through(stumbles_over="7"), Wire(delay=0.01)
    async with store.begin() as session:
        for number in range(NUMBER):
            row = await say(session, f"{number}", f"!{number}:test", priority=Priority.PRESS)
            await remember(session, "press", f"{number}", "room", outbox_id=row.id)
    async with running(store, wire, {"press": listener}):
        await until(lambda: settled(store))
    everyone = {f"told {number}" for number in range(NUMBER)}
    assert set(await told(store)) == everyone - {"told 7"}
    assert len(await told(store)) == NUMBER - 1
    assert len(wire.took) == 2 * NUMBER - 1


class _Through(Listener):
    async def delivered(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, reached: frozenset[str]
    ) -> Sequence[Notice]:
        assert (at, reached) != (AT, frozenset())
        return await super().delivered(session, object_id, purpose, AT, frozenset({"@anna:test"}))
