"""The outbox runner: many targets side by side, each in order, what matters most first."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Collection

import structlog

from bot.bell import Bell
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.outbox import OutboxRow, Priority
from bot.store.outbox_due import DueTarget, due_targets
from bot.work.backoff import Backoff
from bot.work.delivery import Delivery
from bot.work.sender import Obstacle, RetryAfter
from bot.work.transient import passing

_SIDE_BY_SIDE = 16
_POLL = 2.0
_HEAD_START = 0.15
_FAULTS_BEFORE_REFUSAL = 6
log = structlog.get_logger(__name__)


class OutboxRunner:
    """Sends what is queued until it is cancelled.

    The bell makes it look into the database; between two looks it knows from memory which targets
    have something. A target is served by one task at a time, and a task gives its place to a target
    with something more urgent after each message.
    """

    def __init__(
        self,
        store: Store,
        delivery: Delivery,
        bell: Bell,
        clock: Clock,
        metrics: Metrics,
        *,
        side_by_side: int = _SIDE_BY_SIDE,
        poll: float = _POLL,
    ) -> None:
        self._store = store
        self._delivery = delivery
        self._bell = bell
        self._metrics = metrics
        self._side_by_side = side_by_side
        self._poll = poll
        self._backoff = Backoff(clock)
        self._due: dict[str, DueTarget] = {}
        self._active: dict[str, DueTarget] = {}
        self._looked_at = 0.0
        self._alarm_at = 0.0

    async def run(self) -> None:
        """Until cancelled; a send that is under way then is repeated with the same id at the next start."""
        async with asyncio.TaskGroup() as group:
            where: Collection[DueTarget] | None = None
            while True:
                known = where is not None and self._heed(where)
                if known:
                    self._start(group)
                if not known or self._delivery.clock.monotonic() - self._looked_at > self._poll:
                    await self._look()
                    self._start(group)
                where = await self._bell.wait(self._until_next())

    def _heed(self, where: Collection[DueTarget]) -> bool:
        """Note what has just been queued; False when the database must be asked what waits before it."""
        for due in where:
            self._due[due.target] = min(due, self._due.get(due.target, due))
        return len(self._active) + len(self._due) <= self._side_by_side

    async def _look(self) -> None:
        self._looked_at = self._delivery.clock.monotonic()
        try:
            async with self._store.read() as session:
                found = await due_targets(session, self._delivery.worker, self._delivery.clock.now())
        except Exception as error:  # noqa: BLE001 - the next look may work
            log.warning("outbox not readable", **where(error))
            return
        self._due = {due.target: due for due in found}

    def _until_next(self) -> float:
        gates = [self._backoff.wait_for(target) for target in self._due if target not in self._active]
        closed = [seconds for seconds in [*gates, self._alarm_ahead()] if seconds > 0]
        return min([self._poll, *closed])

    def _alarm_ahead(self) -> float:
        """Seconds for which what is no alarm stays behind the one that has just been begun.

        The homeserver works on one thing at a time: what is sent beside an alarm makes it late.
        """
        if not any(due.priority <= Priority.ALARM for due in self._active.values()):
            return 0.0
        return max(0.0, self._alarm_at + _HEAD_START - self._delivery.clock.monotonic())

    def _start(self, group: asyncio.TaskGroup) -> None:
        free = self._side_by_side - len(self._active)
        if free <= 0:
            return
        ready = heapq.nsmallest(
            free,
            (
                due
                for target, due in self._due.items()
                if target not in self._active and self._backoff.wait_for(target) == 0
            ),
        )
        for due in ready:
            if due.priority <= Priority.ALARM:
                self._alarm_at = self._delivery.clock.monotonic()
            elif self._alarm_ahead() > 0:
                break
            del self._due[due.target]
            self._active[due.target] = due
            group.create_task(self._serve(group, due))

    async def _serve(self, group: asyncio.TaskGroup, due: DueTarget) -> None:
        try:
            more = True
            while more and (found := await self._delivery.next_row(due.target)) is not None:
                row, more = found
                if self._must_give_way(row) or not await self._attempt(row):
                    self._due[due.target] = DueTarget(row.priority, row.id, due.target)
                    break
        except Exception as error:  # noqa: BLE001 - one target's trouble must not stop the others
            # The database, most likely: the row is still queued, and its transaction id fixed.
            log.warning("outbox target failed", **where(error))
            self._backoff.failed(due.target, RetryAfter(None, Obstacle.SERVER))
            self._due[due.target] = due
        finally:
            del self._active[due.target]
        self._start(group)

    def _must_give_way(self, row: OutboxRow) -> bool:
        if len(self._active) < self._side_by_side:
            return False
        return any(
            due.priority < row.priority
            for target, due in self._due.items()
            if target not in self._active and self._backoff.wait_for(target) == 0
        )

    async def _attempt(self, row: OutboxRow) -> bool:
        """Send one row; False when the target has to wait."""
        if self._backoff.wait_for(row.target) > 0:
            return False
        try:
            more = await self._delivery.deliver(row)
        except RetryAfter as later:
            await self._later(row, later)
            return False
        except Exception as error:
            if passing(error):
                raise
            self._metrics.faults.labels("outbox").inc()
            log.error("outbox row failed", row=row.id, **where(error))  # noqa: TRY400 - no content
            if self._backoff.failures(row.target, Obstacle.FAULT) >= _FAULTS_BEFORE_REFUSAL:
                more = await self._delivery.give_up(row, "internal")
            else:
                await self._later(row, RetryAfter(None, Obstacle.FAULT))
                return False
        self._backoff.worked(row.target)
        if more:
            self._bell.ring()
        return True

    async def _later(self, row: OutboxRow, later: RetryAfter) -> None:
        seconds = self._backoff.failed(row.target, later)
        log.info("outbox waits", row=row.id, obstacle=later.obstacle, seconds=round(seconds, 1))
        # The loop may be asleep for longer than the gate is closed.
        self._bell.ring()
        await self._delivery.note_failure(row, later.obstacle, seconds)
