"""The ticker: wakes when something falls due and lets the duties do it. The database says what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.bell import Bell
from bot.chat.outcome import Notice
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.work.pulse import Heart
from bot.work.timed import Poster, Spanning, TimedDuty

_LONGEST = 1.0
_GATHER = 0.05
_IN_A_ROW = 500
_TELL_AGAIN = 3600.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Round:
    """What one round over all duties came to."""

    began: datetime
    carried_out: int
    next_due: datetime | None


class Ticker:
    """Runs the duties until cancelled.

    It wakes at the instant that is due next, at the bell (something new may be due earlier), and
    every second in any case, so that a clock that was set forward or back costs a second at most.
    ``on_fault`` says what the operations room is told of a duty that fails, once an hour. ``spanning``
    are told of a clock that was set back, beside those of the duties that care.
    """

    def __init__(
        self,
        store: Store,
        duties: Sequence[TimedDuty],
        post: Poster,
        bell: Bell,
        clock: Clock,
        *,
        metrics: Metrics,
        outbox: Bell,
        on_fault: Callable[[str, Exception], Sequence[Notice]],
        spanning: Sequence[Spanning] = (),
    ) -> None:
        self._store = store
        self._duties = duties
        self._post = post
        self._bell = bell
        self._clock = clock
        self._metrics = metrics
        self._outbox = outbox
        self._on_fault = on_fault
        self._told: dict[str, float] = {}
        self._hurried = False
        own = [duty for duty in duties if isinstance(duty, Spanning)]
        # Messages before cases, as whoever presses a key locks them.
        self._heart = Heart(store, clock, [*spanning, *own])

    async def run(self) -> None:
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.start()
        try:
            while True:
                done = await self.round()
                self._wake_at(scheduler, done)
                await self._bell.wait(_LONGEST)
                # Whoever rang has an answer on its way, which goes first; and one round does for many rings.
                await asyncio.sleep(_GATHER)
        finally:
            scheduler.shutdown(wait=False)

    async def round(self) -> Round:
        """Let every duty do all that is due now."""
        began, carried_out = self._clock.now(), 0
        upcoming: list[datetime] = []
        try:
            await self._heart.beat()
        except Exception as error:  # noqa: BLE001 - what is due is more than the pulse
            await self._failed("pulse", error)
        for duty in self._duties:
            try:
                number, due = await self._all_of(duty)
                carried_out += number
            except Exception as error:  # noqa: BLE001 - one duty's fault must not stop the others
                await self._failed(duty.name, error)
            else:
                upcoming += [due] if due else []
        next_due = min(upcoming, default=None)
        late = (self._clock.now() - next_due).total_seconds() if next_due else 0.0
        self._metrics.duty_late.set(max(0.0, late))
        return Round(began, carried_out, next_due)

    async def _due(self, duty: TimedDuty) -> datetime | None:
        async with self._store.read() as session:
            return await duty.next_due(session)

    async def _all_of(self, duty: TimedDuty) -> tuple[int, datetime | None]:
        """How much was done, and what is due next."""
        number = 0
        # Bounded, so that a duty that always finds something lets the others have their turn.
        while number < _IN_A_ROW:
            due = await self._due(duty)
            if due is None or due > self._clock.now():
                return number, due
            async with self._store.begin() as session:
                now = self._clock.now()
                notices = await duty.carry_out(session, now)
                if notices:
                    await self._post(session, notices, now)
            if notices is None:
                break
            number += 1
            self._outbox.ring()
        return number, await self._due(duty)

    async def _failed(self, name: str, error: Exception) -> None:
        self._metrics.faults.labels("duty").inc()
        told = self._told.get(name)
        if told is not None and self._clock.monotonic() - told < _TELL_AGAIN:
            return
        self._told[name] = self._clock.monotonic()
        log.error("duty failed", duty=name, **where(error))
        try:
            async with self._store.begin() as session:
                await self._post(session, self._on_fault(name, error), self._clock.now())
        except Exception as second:  # noqa: BLE001 - the database may be what failed
            log.error("duty fault not told", duty=name, **where(second))  # noqa: TRY400 - no content
        self._outbox.ring()

    async def _ring(self) -> None:
        """A coroutine, because APScheduler calls anything else in a thread, from where a ring can be lost."""
        self._bell.ring()

    def _wake_at(self, scheduler: AsyncIOScheduler, done: Round) -> None:
        if done.next_due is None:
            return
        ahead = done.next_due - self._clock.now()
        if ahead <= timedelta(0):
            # There is more of it, or it fell due while others were asked. What was due before and was not
            # done, nobody can do: once a second is enough for that.
            self._hurried = not done.carried_out and done.next_due >= done.began and not self._hurried
            if done.carried_out or self._hurried:
                self._bell.ring()
        elif ahead < timedelta(seconds=_LONGEST):
            scheduler.add_job(
                self._ring,
                "date",
                run_date=done.next_due,
                id="next",
                replace_existing=True,
                misfire_grace_time=None,
            )
