"""What is held is got ready while it waits, looked at again, and forgotten when it is not to be sent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from bot.bell import Bell
from bot.clock import Clock
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.outbox import OutboxKind
from bot.store.outbox_held import release, take_back
from bot.work.prepare import Preparer
from bot.work.sender import Sent
from tests.harness.clock import MovableClock
from tests.work.postbox import AT, Wire, runner, say, settled, until


@dataclass
class ReadyWire(Wire):
    """A homeserver for which everything can be got ready."""

    lies: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Room and body by transaction id."""
    asked: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    broken: bool = False

    @property
    def prepared(self) -> int:
        return len(self.lies)

    async def prepare(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> bool:
        assert event_type == "m.room.message"
        if self.broken:
            raise ZeroDivisionError
        self.asked.append(content["body"])
        self.lies[txn_id] = room_id, content["body"]
        return True

    def forget(self, txn_ids: Iterable[str]) -> None:
        for txn_id in txn_ids:
            self.lies.pop(txn_id, None)

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        if self.lies.pop(txn_id, None) == (room_id, content["body"]):
            self.used.append(content["body"])
        return await super().send(room_id, event_type, content, txn_id)


def preparer(store: Store, wire: ReadyWire, clock: MovableClock | None = None, poll: float = 2.0) -> Preparer:
    return Preparer(store, wire, cast(Clock, clock or MovableClock()), Metrics(), poll=poll)


async def test_what_is_held_is_got_ready_once_and_nothing_else(store: Store) -> None:
    wire = ReadyWire()
    async with store.begin() as session:
        first = await say(session, "held", held=True)
        await say(session, "queued", "!b:test")
        await say(session, "for one person", "@anna:test", held=True)
        # it refers to what has no event id yet
        await say(session, "edit", kind=OutboxKind.EDIT, edits_id=first.id, held=True)
    ready = preparer(store, wire)
    await ready.round()
    await ready.round()
    assert wire.asked == ["held"]
    assert wire.lies == {first.txn_id: ("!a:test", "held")}


async def test_it_is_looked_at_again_while_it_waits(store: Store) -> None:
    wire, clock = ReadyWire(), MovableClock()
    async with store.begin() as session:
        await say(session, "held", held=True)
    ready = preparer(store, wire, clock)
    await ready.round()
    clock.advance(timedelta(seconds=10))
    await ready.round()
    assert wire.asked == ["held"]
    clock.advance(timedelta(seconds=10))
    await ready.round()
    assert wire.asked == ["held", "held"]


async def test_what_is_released_keeps_what_lies_ready_until_it_is_sent(store: Store) -> None:
    wire, bodies = ReadyWire(), [f"{number:03}" for number in range(150)]
    async with store.begin() as session:
        rows = [await say(session, body, f"!{body}:test", held=True) for body in bodies]
    ready = preparer(store, wire)
    await ready.round()
    assert sorted(wire.asked) == bodies
    async with store.begin() as session:
        assert await release(session, [row.id for row in rows], AT) == 150
    await ready.round()
    assert wire.prepared == 150
    outbox = asyncio.create_task(runner(store, wire, Bell()).run())
    await until(lambda: settled(store))
    outbox.cancel()
    await asyncio.gather(outbox, return_exceptions=True)
    await ready.round()
    assert sorted(wire.used) == sorted(wire.said()) == bodies
    assert wire.prepared == 0


async def test_what_is_taken_back_is_forgotten(store: Store) -> None:
    wire = ReadyWire()
    async with store.begin() as session:
        row = await say(session, "held", held=True)
    ready = preparer(store, wire)
    await ready.round()
    async with store.begin() as session:
        assert await take_back(session, [row.id], AT) == {row.id}
    await ready.round()
    assert wire.prepared == 0


async def test_a_restart_begins_anew_and_a_fault_ends_nothing(store: Store) -> None:
    wire = ReadyWire(broken=True)
    async with store.begin() as session:
        await say(session, "held", held=True)
    task = asyncio.create_task(preparer(store, wire, poll=0.01).run())
    await asyncio.sleep(0.1)
    assert not task.done()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    wire.broken = False
    await preparer(store, wire).round()
    assert wire.asked == ["held"]
