"""(g) Five thousand open cases with deadlines: how late each is claimed, and what the tick costs."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.cases.tables import Case
from bot.chat.outcome import Notice
from bot.clock import Clock, SystemClock
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.work.ticker import Ticker
from bot.work.timed import LatePolicy, TimedDuty
from tests.bench.figures import Figure, ms, percentile
from tests.bench.stored_cases import multiply
from tests.cases.night import EK, NEW, Night
from tests.harness.clock import MovableClock
from tests.stores import data_keys

_OPEN = 5_000
_SPAN = 1800.0
"""All of them fall due within half an hour, at any moment of it."""
_WRITING, _SOON = timedelta(seconds=20), timedelta(seconds=2)
_LOOK = 60.0
_IDLE = 20.0
_LATEST = 1.0
_SHARE = 5.0


class _Claimed:
    """The escalation, with the moment of each claim noted."""

    def __init__(self, duty: TimedDuty, clock: Clock) -> None:
        self.name, self.late = duty.name, duty.late
        self._duty, self._clock = duty, clock
        self.lateness: list[float] = []

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._duty.next_due(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        due = await self._duty.next_due(session)
        found = self._clock.now()
        done = await self._duty.carry_out(session, now)
        if done is not None and due is not None:
            self.lateness.append((found - due).total_seconds())
        return done

    async def overdue(self, store: Store) -> list[float]:
        """How late those are that were not claimed at all."""
        async with store.read() as session:
            now = self._clock.now()
            due = (await session.scalars(select(Case.due_at).where(Case.due_at < now))).all()
        return [(now - at).total_seconds() for at in due if at is not None]


class _Bare:
    """What an idle clock does at best: due at the same instants, and nothing to do then."""

    name = "bare"
    late = LatePolicy.AT_ONCE

    def __init__(self, clock: Clock, due: Sequence[datetime]) -> None:
        self._clock, self._due = clock, list(due)
        self.lateness: list[float] = []

    async def next_due(self, _session: AsyncSession) -> datetime | None:
        return self._due[0] if self._due else None

    async def carry_out(self, _session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        if not self._due or self._due[0] > now:
            return None
        self.lateness.append((self._clock.now() - self._due.pop(0)).total_seconds())
        return ()


async def _run(night: Night, duties: Sequence[TimedDuty], seconds: float) -> float:
    """Let the ticker run; the processor's seconds that it took for each second."""
    faults: list[Exception] = []

    def failed(_name: str, error: Exception) -> Sequence[Notice]:
        faults.append(error)
        return ()

    ticker = Ticker(
        night.store,
        duties,
        night.core.post.notify,
        Bell(),
        night.clock,
        metrics=Metrics(),
        outbox=Bell(),
        on_fault=failed,
    )
    task = asyncio.create_task(ticker.run())
    before, started = time.process_time(), time.perf_counter()
    await asyncio.sleep(seconds)
    share = (time.process_time() - before) / (time.perf_counter() - started)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    if faults:
        raise faults[0]
    return share


async def measure(directory: Path) -> Sequence[Figure]:
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        nights = {}
        for cases in (1, _OPEN):
            store = Store(f"sqlite+aiosqlite:///{directory}/{cases}.db", data_keys())
            stack.push_async_callback(store.dispose)
            await store.create_all()
            nights[cases] = await Night(store, cast(MovableClock, clock)).open()
            await nights[cases].type(EK, NEW)
            await multiply(store, cases)
            await _set_deadlines(store, [clock.now() + timedelta(hours=2)] * cases)
        few, many = nights[1], nights[_OPEN]
        idle = await _run(few, few.core.duties, _IDLE)
        busy = await _run(many, many.core.duties, _IDLE)
        bare = _Bare(clock, _instants(clock.now() + _SOON))
        await _run(few, [bare], _LOOK)
        # Writing them takes seconds: the first must not be overdue before anybody looks.
        start = clock.now() + _WRITING
        await _set_deadlines(many.store, _instants(start))
        await asyncio.sleep((start - _SOON - clock.now()).total_seconds())
        claimed = _Claimed(many.core.duties[0], clock)
        await _run(many, [claimed, *many.core.duties[1:]], _LOOK)
        left = await claimed.overdue(many.store)
    return [_lateness([*claimed.lateness, *left], bare.lateness), _cost(busy, idle)]


def _instants(start: datetime) -> list[datetime]:
    """The same ones in every run."""
    chance = random.Random(7)  # noqa: S311 - no secret
    seconds = sorted(chance.uniform(0, _SPAN) for _ in range(_OPEN))
    return [start + timedelta(seconds=one) for one in seconds]


async def _set_deadlines(store: Store, due: Sequence[datetime]) -> None:
    """Of the first so many cases."""
    async with store.begin() as session:
        ids = (await session.scalars(select(Case.id).order_by(Case.id).limit(len(due)))).all()
        for number, at in zip(ids, due, strict=True):
            await session.execute(update(Case).where(Case.id == number).values(due_at=at))


def _lateness(ours: Sequence[float], bare: Sequence[float]) -> Figure:
    return Figure(
        part="g",
        what=f"{_OPEN:,} open cases: the latest of {len(ours)} claims in {_LOOK:.0f} s, beyond an idle "
        f"clock's latest (median {ms(percentile(ours, 50))}, beside {ms(percentile(bare, 50))})",
        ours=ms(max(ours)),
        baseline=ms(max(bare)),
        value=(max(ours) - max(bare)) * 1000,
        limit=_LATEST * 1000,
        unit="ms",
    )


def _cost(busy: float, idle: float) -> Figure:
    return Figure(
        part="g",
        what=f"the tick's share of one core with {_OPEN:,} open cases, beside one",
        ours=f"{busy:.1%}",
        baseline=f"{idle:.1%}",
        value=busy * 100,
        limit=_SHARE,
        unit="%",
    )
