"""Once a minute: does every case move? Somebody outside gets a sign of life when it does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from bot.bell import Bell
from bot.cases.auditor import Still, report, standing_still
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.outbox import Priority
from bot.store.pulse import last_beat
from bot.work.settle import Poster

_EVERY: Final = 60.0
_SURE_AFTER: Final = 5.0
_DEAD_AFTER: Final = timedelta(seconds=60)
log = structlog.get_logger(__name__)
Ping = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class _Seen:
    still: tuple[Still, ...]
    ticking: bool

    @property
    def well(self) -> bool:
        return self.ticking and not self.still

    def confirmed(self, again: _Seen) -> _Seen:
        """What both looks found: a clock that leaps makes everything late for a second."""
        twice = {(one.case_id, one.why) for one in self.still}
        still = tuple(one for one in again.still if (one.case_id, one.why) in twice)
        return _Seen(still, self.ticking or again.ticking)


class Auditor:
    """A task of its own: it needs neither the ticker nor the escalation, and stops nothing when it fails.

    ``ping`` is the sign of life to somebody outside, who calls when it stays away: it is given only when
    every case moves and the ticker lives.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        post: Poster,
        ping: Ping,
        *,
        metrics: Metrics,
        outbox: Bell,
        sure_after: float = _SURE_AFTER,
    ) -> None:
        self._store = store
        self._clock = clock
        self._post = post
        self._ping = ping
        self._metrics = metrics
        self._outbox = outbox
        self._sure_after = sure_after
        self._ticked = True

    async def run(self) -> None:
        """Until cancelled. The first look waits: what fell due while the bot was away is done first."""
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - whoever waits for the sign of life will ask
                self._metrics.faults.labels("auditor").inc()
                log.error("auditor failed", **where(error))  # noqa: TRY400 - no content

    async def look(self) -> bool:
        """Whether all is well; what is new is told, and the sign of life given if it is."""
        seen = await self._see()
        if not seen.well:
            await asyncio.sleep(self._sure_after)
            seen = seen.confirmed(await self._see())
        self._metrics.standing_still.set(len(seen.still))
        await self._tell(seen)
        if not seen.well:
            return False
        outcome = "given" if await self._ping() else "failed"
        self._metrics.signs_of_life.labels(outcome).inc()
        return True

    async def _see(self) -> _Seen:
        async with self._store.read() as session:
            now = self._clock.now()
            still = await standing_still(session, now)
            beaten = await last_beat(session)
        return _Seen(tuple(still), beaten is not None and abs(now - beaten) <= _DEAD_AFTER)

    async def _tell(self, seen: _Seen) -> None:
        async with self._store.begin() as session:
            now = self._clock.now()
            notices = await report(session, seen.still, now)
            if seen.ticking is not self._ticked:
                kind = "drift.ticker_back" if seen.ticking else "drift.ticker_stands"
                notices.append(Notice(kind, ToClass(RoomClass.DRIFT), thread=False, priority=Priority.CASE))
            await self._post(session, notices, now)
        self._ticked = seen.ticking
        if notices:
            log.warning("auditor.told", notices=len(notices), standing_still=len(seen.still))
            self._outbox.ring()
