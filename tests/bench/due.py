"""(o) From a joint message's time to its first PUT, among ten that are planned and among ten thousand."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import insert, inspect, select

from bot.bell import Bell
from bot.clock import SystemClock
from bot.metrics import Metrics
from bot.press.tables import MessageRow, RevisionRow, SignOffRow
from bot.press.values import State
from bot.store.base import Base
from bot.store.engine import Store
from bot.work.delivery import Delivery
from bot.work.outbox import OutboxRunner
from bot.work.sender import Sent
from bot.work.settle import Settlement
from bot.work.ticker import Ticker
from tests.bench.figures import Figure, ms
from tests.harness.clock import MovableClock
from tests.press.day import SSR, PressDay
from tests.press.publishing import sign
from tests.stores import data_keys

_FEW, _MANY = 10, 10_000
_PORTION = 2_000
_ROUNDS = 10
_APART = timedelta(seconds=2.5)
_SOON = timedelta(seconds=10)
_LATER = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_TIMES = ("publish_at", "prepare_at", "preflight_at", "weigh_at")
_PATIENCE = 20.0
_MOST = 1.2


class _Wire:
    """Takes what is sent, and notes when the first came of what goes to all actors."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self.first: dict[str, datetime] = {}

    async def resolve(self, target: str) -> str:
        return f"!direct-{target[1:]}" if target.startswith("@") else target

    def alone_with(self, room_id: str, person: str) -> bool:  # noqa: ARG002
        return True

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        assert event_type
        if room_id == SSR:
            for word in str(content.get("body")).split():
                self.first.setdefault(word.strip(".,"), self._clock.now())
        return Sent(f"${txn_id}")

    async def upload(self, room_id: str, content: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
        raise AssertionError((room_id, content, len(body)))


async def measure(directory: Path) -> Sequence[Figure]:
    clock, lags = SystemClock(), dict[int, float]()
    async with AsyncExitStack() as stack:
        for planned in (_FEW, _MANY):
            store = Store(f"sqlite+aiosqlite:///{directory}/{planned}.db", data_keys())
            stack.push_async_callback(store.dispose)
            await store.create_all()
            day = await PressDay(store, cast(MovableClock, clock)).open()
            await _plan(day, planned - _ROUNDS)
            lags[planned] = await _lag(day, clock)
    few, many = lags[_FEW], lags[_MANY]
    what = f"a message's time to its first PUT, {_MANY} planned beside {_FEW}"
    return [Figure("o", what, ms(many), ms(few), many / few, _MOST)]


async def _plan(day: PressDay, number: int) -> None:
    """So many signed messages, a minute apart from tomorrow on."""
    if not number:
        return
    at = day.clock.now() + _LATER
    first = await day.put(State.SCHEDULED, publish_at=at, prepare_at=at - _MINUTE, preflight_at=at - _MINUTE)
    await sign(day, first)
    async with day.store.begin() as session:
        texts = await session.scalars(select(RevisionRow).where(RevisionRow.message_id == first.id))
        signed = await session.scalars(select(SignOffRow).where(SignOffRow.message_id == first.id))
        rows: dict[type[Base], list[dict[str, Any]]] = {
            MessageRow: [_values(first)],
            RevisionRow: [_values(row) for row in texts],
            SignOffRow: [_values(row) for row in signed],
        }
        for start in range(1, number, _PORTION):
            for kind, originals in rows.items():
                copies = range(start, min(start + _PORTION, number))
                await session.execute(
                    insert(kind),
                    [_copy(one, n, len(originals)) for n in copies for one in originals],
                )


def _values(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def _copy(row: Mapping[str, Any], n: int, rows: int) -> dict[str, Any]:
    """The row of the n-th message from there."""
    copied = {**row, "id": row["id"] + n * rows}
    if "message_id" in row:
        copied["message_id"] = row["message_id"] + n
        return copied
    copied["reference"] = f"{row['reference']}-{n}"
    copied.update({name: row[name] + n * _MINUTE for name in _TIMES if row[name] is not None})
    return copied


async def _lag(day: PressDay, clock: SystemClock) -> float:
    """The median, with everything that a bot does besides."""
    wire, metrics, outbox = _Wire(clock), Metrics(), Bell()

    async def nobody(*_: object) -> tuple[()]:
        return ()

    core = day.core
    listeners = {listener.subject: listener for listener in core.listeners}
    settlement = Settlement(day.store, listeners, core.post.notify, nobody, clock, metrics)
    delivery = Delivery(day.store, wire, settlement, clock, "BENCH")
    begins = clock.now() + _SOON
    due = {}
    for number in range(_ROUNDS):
        at = begins + number * _APART
        word = f"Besked{number}"
        row = await day.put(State.SCHEDULED, title=word, publish_at=at, prepare_at=at - _SOON)
        await sign(day, row)
        due[word] = at
    runners = [
        OutboxRunner(day.store, delivery, outbox, clock, metrics).run(),
        Ticker(
            day.store,
            core.duties,
            core.post.notify,
            Bell(),
            clock,
            metrics=metrics,
            outbox=outbox,
            on_fault=lambda _duty, _error: (),
        ).run(),
    ]
    tasks = [asyncio.create_task(runner) for runner in runners]
    try:
        async with asyncio.timeout((max(due.values()) - clock.now()).total_seconds() + _PATIENCE):
            while not due.keys() <= wire.first.keys():  # noqa: ASYNC110 - nobody calls
                await asyncio.sleep(0.2)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return statistics.median((wire.first[word] - at).total_seconds() for word, at in due.items())
