"""What is due is done, once, by the clock that the database and the ticker share."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.chat.outcome import Notice, ToRoom
from bot.clock import Clock, SystemClock
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.outbox import OutboxRow
from bot.work.ticker import Ticker
from bot.work.timed import LatePolicy, TimedDuty
from tests.harness.clock import START, MovableClock
from tests.work.postbox import post


class Reminders:
    """Due at given instants; each is written into the outbox once."""

    late = LatePolicy.AT_ONCE

    def __init__(self, *due: datetime, name: str = "reminders") -> None:
        self.name = name
        self.due = sorted(due)
        self.done: list[datetime] = []

    async def next_due(self, _session: AsyncSession) -> datetime | None:
        return self.due[0] if self.due else None

    async def carry_out(self, _session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        if not self.due or self.due[0] > now:
            return None
        self.done.append(self.due.pop(0))
        return [Notice(f"{self.name} {len(self.done)}", ToRoom("!a:test"))]


class Broken(Reminders):
    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        await super().carry_out(session, now)
        raise ZeroDivisionError


def ticker(store: Store, clock: Clock, *duties: TimedDuty, bell: Bell | None = None) -> Ticker:
    return Ticker(
        store,
        duties,
        post,
        bell or Bell(),
        clock,
        metrics=Metrics(),
        outbox=Bell(),
        on_fault=lambda name, error: [Notice(f"{name} {type(error).__name__}", ToRoom("!drift:test"))],
    )


@asynccontextmanager
async def running(it: Ticker) -> AsyncIterator[None]:
    task = asyncio.create_task(it.run())
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def said(store: Store) -> list[str]:
    async with store.read() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [row.content["body"] for row in rows if row.content]


async def test_all_that_is_due_is_done_and_nothing_before_its_time(store: Store) -> None:
    clock = MovableClock()
    duty = Reminders(START, START + timedelta(minutes=1), START + timedelta(minutes=5))
    it = ticker(store, clock, duty)
    clock.advance(timedelta(minutes=2))
    done = await it.round()
    assert (done.carried_out, done.next_due) == (2, START + timedelta(minutes=5))
    assert (await it.round()).carried_out == 0
    assert await said(store) == ["reminders 1", "reminders 2"]


async def test_a_duty_that_fails_stops_no_other_and_operations_are_told_once_an_hour(store: Store) -> None:
    clock = MovableClock()
    broken = Broken(*(START for _ in range(5)), name="broken")
    it = ticker(store, clock, broken, Reminders(START, name="sound"))
    await it.round()
    await it.round()
    assert await said(store) == ["broken ZeroDivisionError", "sound 1"]
    clock.advance(timedelta(hours=2))
    await it.round()
    assert (await said(store)).count("broken ZeroDivisionError") == 2


async def test_a_clock_that_jumps_loses_nothing_and_does_nothing_twice(store: Store) -> None:
    clock = MovableClock()
    duty = Reminders(START + timedelta(minutes=1), START + timedelta(minutes=2))
    it = ticker(store, clock, duty)
    clock.jump(START + timedelta(days=2))
    await it.round()
    clock.jump(START - timedelta(days=2))
    await it.round()
    clock.jump(START + timedelta(minutes=1))
    await it.round()
    assert len(duty.done) == 2


async def test_it_wakes_at_the_instant_and_at_the_bell(store: Store) -> None:
    clock, bell = SystemClock(), Bell()
    duty = Reminders(clock.now() + timedelta(seconds=0.3))
    async with running(ticker(store, clock, duty, bell=bell)):
        async with asyncio.timeout(0.8):
            while not duty.done:  # noqa: ASYNC110 - the duty cannot ring
                await asyncio.sleep(0.005)
        duty.due.append(clock.now())
        bell.ring()
        async with asyncio.timeout(0.5):
            while len(duty.done) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    assert duty.done[0] <= clock.now()


async def test_something_due_that_nobody_can_do_is_asked_for_once_a_second_at_most(store: Store) -> None:
    class Held(Reminders):
        asked = 0

        async def carry_out(self, _session: AsyncSession, _now: datetime) -> Sequence[Notice] | None:
            self.asked += 1
            return None

    held = Held(START)
    async with running(ticker(store, SystemClock(), held)):
        await asyncio.sleep(0.5)
    assert held.asked <= 2


async def test_what_falls_due_while_others_are_asked_waits_for_no_second_look(store: Store) -> None:
    clock = MovableClock()
    reminder = Reminders(START + timedelta(seconds=1))

    class Slow(Reminders):
        async def next_due(self, _session: AsyncSession) -> datetime | None:
            if clock.now() == START:
                clock.advance(timedelta(seconds=2))
            return None

    async with running(ticker(store, clock, reminder, Slow())), asyncio.timeout(0.7):
        while not reminder.done:  # noqa: ASYNC110 - the ticker tells nobody
            await asyncio.sleep(0.01)


async def test_the_alarm_clock_rings_in_the_loop_and_in_no_thread(store: Store) -> None:
    threads = set[int]()

    class Heard(Bell):
        def ring(self, *where: Hashable) -> None:
            threads.add(threading.get_ident())
            super().ring(*where)

    clock = SystemClock()
    reminder = Reminders(clock.now() + timedelta(seconds=0.3))
    async with running(ticker(store, clock, reminder, bell=Heard())), asyncio.timeout(5):
        while not reminder.done:  # noqa: ASYNC110 - the ticker tells nobody
            await asyncio.sleep(0.01)
    assert threads == {threading.get_ident()}
