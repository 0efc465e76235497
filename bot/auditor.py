"""Once a minute: does everything move? Somebody outside gets a sign of life when it does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.cases.auditor import report, standing_still
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.outbox import Priority
from bot.store.pulse import last_beat
from bot.work.timed import Poster

_EVERY: Final = 60.0
_SURE_AFTER: Final = 5.0
_DEAD_AFTER: Final = timedelta(seconds=60)
log = structlog.get_logger(__name__)
Ping = Callable[[], Awaitable[bool]]


class Still(Protocol):
    """Something that stands still: the same one has the same reference and the same reason."""

    @property
    def reference(self) -> str: ...
    @property
    def why(self) -> str: ...


class Watch(Protocol):
    """Asks one subject's rows, with nothing of what should have moved them."""

    async def standing_still(self, session: AsyncSession, now: datetime) -> Sequence[Any]:
        """Each a ``Still``."""
        ...

    async def report(self, session: AsyncSession, found: Sequence[Any], now: datetime) -> Sequence[Notice]:
        """What nobody has been told yet of those found, and of those that move again."""
        ...


class WatchCases:
    """Every open case progresses."""

    async def standing_still(self, session: AsyncSession, now: datetime) -> Sequence[Any]:
        return await standing_still(session, now)

    async def report(self, session: AsyncSession, found: Sequence[Any], now: datetime) -> Sequence[Notice]:
        return await report(session, found, now)


@dataclass(frozen=True)
class _Seen:
    """``still``: by watch."""

    still: tuple[tuple[Still, ...], ...]
    ticking: bool

    @property
    def well(self) -> bool:
        return self.ticking and not any(self.still)

    def confirmed(self, again: _Seen) -> _Seen:
        """What both looks found: a clock that leaps makes everything late for a second."""
        still = tuple(
            tuple(
                one for one in now if (one.reference, one.why) in {(was.reference, was.why) for was in before}
            )
            for before, now in zip(self.still, again.still, strict=True)
        )
        return _Seen(still, self.ticking or again.ticking)


class Auditor:
    """A task of its own: it needs neither the ticker nor the escalation, and stops nothing when it fails.

    ``ping`` is the sign of life to somebody outside, who calls when it stays away: it is given only when
    the ticker lives and every case moves, and with it whatever else is watched.
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
        besides: Sequence[Watch] = (),
        sure_after: float = _SURE_AFTER,
    ) -> None:
        self._store = store
        self._clock = clock
        self._post = post
        self._ping = ping
        self._metrics = metrics
        self._outbox = outbox
        self._watches: tuple[Watch, ...] = (WatchCases(), *besides)
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
        cases, *others = seen.still
        self._metrics.standing_still.set(len(cases))
        self._metrics.messages_still.set(sum(map(len, others)))
        await self._tell(seen)
        if not seen.well:
            return False
        outcome = "given" if await self._ping() else "failed"
        self._metrics.signs_of_life.labels(outcome).inc()
        return True

    async def _see(self) -> _Seen:
        async with self._store.read() as session:
            now = self._clock.now()
            still = [tuple(await watch.standing_still(session, now)) for watch in self._watches]
            beaten = await last_beat(session)
        return _Seen(tuple(still), beaten is not None and abs(now - beaten) <= _DEAD_AFTER)

    async def _tell(self, seen: _Seen) -> None:
        async with self._store.begin() as session:
            now = self._clock.now()
            notices: list[Notice] = []
            for watch, still in zip(self._watches, seen.still, strict=True):
                notices += await watch.report(session, still, now)
            if seen.ticking is not self._ticked:
                kind = "drift.ticker_back" if seen.ticking else "drift.ticker_stands"
                notices.append(Notice(kind, ToClass(RoomClass.DRIFT), thread=False, priority=Priority.CASE))
            await self._post(session, notices, now)
        self._ticked = seen.ticking
        if notices:
            log.warning("auditor.told", notices=len(notices), standing_still=sum(map(len, seen.still)))
            self._outbox.ring()
