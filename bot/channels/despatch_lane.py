"""One kind of what leaves: so many side by side, none while its server is away, each attempt judged."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.channels.despatch_carrier import Carrier, Later, Parcel, Unanswered
from bot.channels.despatch_ledger import Outcome
from bot.channels.despatch_tables import DespatchState
from bot.channels.despatch_turns import CLAIM
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.work.backoff import Backoff
from bot.work.despatch import DespatchKind
from bot.work.sender import Obstacle, Refused, RetryAfter

_NEEDS: Final = timedelta(seconds=90)
"""An attempt is not begun with less than this left of the claim, so that it ends within it."""
_SHORTEST, _FIRST, _LONGEST = 0.1, 0.5, 60.0
_AWAY: Final = frozenset({"connection", "timeout"})
log = structlog.get_logger(__name__)


class Lane:
    """``done`` is called with each outcome, in the moment it is known; ``freed`` when there is room again."""

    def __init__(
        self,
        kind: DespatchKind,
        carrier: Carrier,
        clock: Clock,
        metrics: Metrics,
        *,
        side_by_side: int,
        done: Callable[[Outcome], None],
        freed: Callable[[DespatchKind], None],
    ) -> None:
        self.kind = kind
        self.carrier = carrier
        self.side_by_side = side_by_side
        self.why_shut: str | None = None
        """What was last wrong with the whole lane."""
        # Claimed ahead, so that no connection waits for the database; killed, all of them are in doubt.
        self._enough = 2 * side_by_side
        self._clock = clock
        self._metrics = metrics
        self._done = done
        self._freed = freed
        self._places = asyncio.Semaphore(side_by_side)
        self._gate = Backoff(clock)
        self._probe = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._readying: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def room(self) -> int:
        """How many more may be taken in hand; none while there are enough to go on with."""
        in_hand = len(self._tasks)
        return 2 * self._enough - in_hand if in_hand <= self._enough and not self._stopping else 0

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    @property
    def shut_for(self) -> float:
        """Seconds until the server may be tried again; 0 when it may be now."""
        return self._gate.wait_for("")

    def shut(self, later: Later) -> None:
        """The server is away, or does not let us in: how long the others wait."""
        self.why_shut = later.why
        # Whoever tries a wrong password every few seconds is locked out.
        obstacle = Obstacle.CONNECTION if later.why in _AWAY else Obstacle.LIMITED
        seconds = self._gate.failed("", RetryAfter(later.seconds, obstacle))
        log.warning("despatch.waits", kind=self.kind, why=later.why, seconds=round(seconds, 1))

    def _worked(self) -> None:
        self.why_shut = None
        self._gate.worked("")

    def start(self, parcel: Parcel) -> None:
        """Take it as far as it gets; ``parcel`` was claimed just now."""
        until = self._clock.now() + CLAIM - _NEEDS
        task = asyncio.create_task(self._carry(parcel, until))
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def make_ready(self, number: int) -> None:
        """Beside everything else, and once at a time."""
        if self.shut_for == 0 and (self._readying is None or self._readying.done()):
            self._readying = asyncio.create_task(self._ready(number))

    def make_rest(self) -> None:
        """Nothing is waiting, and nothing is held."""
        if self._readying is None or self._readying.done():
            self._readying = asyncio.create_task(self.carrier.rest())

    def close(self) -> None:
        """Begin none any more."""
        self._stopping = True

    async def finish(self, seconds: float) -> None:
        """Let those that are under way come to their end, for so long."""
        if self._readying is not None:
            self._readying.cancel()
            await asyncio.gather(self._readying, return_exceptions=True)
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if len(self._tasks) in {0, self._enough}:
            self._freed(self.kind)

    async def _ready(self, number: int) -> None:
        try:
            await self.carrier.keep_ready(number if self.why_shut is None else 1)
            self._worked()
        except Later as later:
            self.shut(later)
        except Exception as error:  # noqa: BLE001 - it is tried again when it counts
            log.warning("despatch.not_ready", kind=self.kind, **where(error))

    async def _carry(self, parcel: Parcel, until: datetime) -> None:
        async with self._places, AsyncExitStack() as stack:
            if self.why_shut is not None:
                # One finds out for all whether the server is back.
                await stack.enter_async_context(self._probe)
            if self._stopping or self.shut_for > 0 or self._clock.now() > until:
                waits = DespatchState.UNKNOWN if parcel.asking else DespatchState.QUEUED
                outcome = self._outcome(parcel, waits, tried=False)
            else:
                outcome = await self._attempt(parcel)
        self._done(outcome)

    async def _attempt(self, parcel: Parcel) -> Outcome:
        try:
            if parcel.asking:
                found = await self.carrier.found(parcel)
                if found:
                    return self._outcome(parcel, DespatchState.SENT)
                # What the receiver never had is sent as if for the first time.
                parcel = replace(parcel, asking=found is None)
            await self.carrier.send(parcel)
        except Refused as refused:
            # Of an earlier one nobody knows, whatever is said to this.
            state = DespatchState.LEFT if parcel.asking else DespatchState.REFUSED
            return self._outcome(parcel, state, refused.code)
        except Later as later:
            if later.everywhere:
                self.shut(later)
            waits = DespatchState.UNKNOWN if parcel.asking else DespatchState.QUEUED
            return self._outcome(parcel, waits, later.why, later.seconds)
        except Unanswered as unanswered:
            return self._in_doubt(parcel, unanswered.why)
        except Exception as error:  # noqa: BLE001 - one message's trouble must not stop the others
            self._metrics.faults.labels("despatch").inc()
            log.error("despatch failed", row=parcel.id, **where(error))  # noqa: TRY400 - no content
            return self._in_doubt(parcel, "internal")
        self._worked()
        return self._outcome(parcel, DespatchState.SENT)

    def _in_doubt(self, parcel: Parcel, why: str) -> Outcome:
        """It may have come through: asked about or repeated where that does no harm, otherwise left."""
        if self.carrier.repeats:
            return self._outcome(parcel, DespatchState.UNKNOWN, why)
        return self._outcome(parcel, DespatchState.LEFT, why)

    def _outcome(
        self,
        parcel: Parcel,
        state: DespatchState,
        error: str | None = None,
        seconds: float | None = None,
        *,
        tried: bool = True,
    ) -> Outcome:
        if error is not None:
            log.warning("despatch.not_sent", row=parcel.id, kind=self.kind, state=state, error=error)
        seconds = _pause(parcel.attempts) if seconds is None else seconds
        now = self._clock.now()
        return Outcome(parcel.id, self.kind, state, now, error, max(_SHORTEST, seconds), tried)


def _pause(attempts: int) -> float:
    """Seconds: longer each time, and not all in the same moment."""
    seconds = min(_LONGEST, _FIRST * 2.0 ** min(attempts - 1, 10))
    return seconds * random.uniform(1.0, 1.2)  # noqa: S311 - no secret
