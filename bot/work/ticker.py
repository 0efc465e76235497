"""The ticker: wakes when something falls due and lets the duties do it. The database says what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.work.settle import Poster
from bot.work.timed import TimedDuty

_LONGEST = 1.0
_IN_A_ROW = 500
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Round:
    """What one round over all duties came to."""

    carried_out: int
    next_due: datetime | None


class Ticker:
    """Runs the duties until cancelled.

    It wakes at the instant that is due next, at the bell (something new may be due earlier), and
    every second in any case, so that a clock that was set forward or back costs a second at most.
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
    ) -> None:
        self._store = store
        self._duties = duties
        self._post = post
        self._bell = bell
        self._clock = clock
        self._metrics = metrics
        self._outbox = outbox
        self._failing: dict[str, datetime] = {}

    async def run(self) -> None:
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.start()
        try:
            while True:
                done = await self.round()
                self._wake_at(scheduler, done.next_due)
                await self._bell.wait(_LONGEST)
        finally:
            scheduler.shutdown(wait=False)

    async def round(self) -> Round:
        """Let every duty do all that is due now."""
        carried_out = 0
        upcoming: list[datetime] = []
        for duty in self._duties:
            try:
                carried_out += await self._all_of(duty)
                async with self._store.read() as session:
                    due = await duty.next_due(session)
            except Exception as error:  # noqa: BLE001 - one duty's fault must not stop the others
                self._failed(duty, error)
                continue
            self._failing.pop(duty.name, None)
            if due is not None:
                upcoming.append(due)
        next_due = min(upcoming, default=None)
        late = (self._clock.now() - next_due).total_seconds() if next_due else 0.0
        self._metrics.duty_late.set(max(0.0, late))
        return Round(carried_out, next_due)

    async def _all_of(self, duty: TimedDuty) -> int:
        number = 0
        # Bounded, so that a duty that always finds something lets the others have their turn.
        while number < _IN_A_ROW:
            async with self._store.begin() as session:
                if not await self._next_of(duty, session):
                    break
            number += 1
            self._outbox.ring()
        return number

    async def _next_of(self, duty: TimedDuty, session: AsyncSession) -> bool:
        now = self._clock.now()
        notices = await duty.carry_out(session, now)
        if notices is None:
            return False
        if notices:
            await self._post(session, notices, now)
        return True

    def _failed(self, duty: TimedDuty, error: Exception) -> None:
        now = self._clock.now()
        self._metrics.faults.labels("duty").inc()
        # A duty that fails every second is told of once a minute.
        if now - self._failing.get(duty.name, datetime.min.replace(tzinfo=UTC)) >= timedelta(minutes=1):
            self._failing[duty.name] = now
            log.error("duty failed", duty=duty.name, **where(error))

    def _wake_at(self, scheduler: AsyncIOScheduler, due: datetime | None) -> None:
        if due is not None and due - self._clock.now() < timedelta(seconds=_LONGEST):
            scheduler.add_job(
                self._bell.ring,
                "date",
                run_date=due,
                id="next",
                replace_existing=True,
                misfire_grace_time=None,
            )
