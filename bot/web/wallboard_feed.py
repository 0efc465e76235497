"""What the boards show: looked at once for all of them, and sent on only when it has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.clock import Clock
from bot.log import where

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Shown:
    """One state of the board.

    ``seen``: when it was looked at, as people read it. ``known``: the ids of those whom the register has.
    ``tell``: what has changed since the state before, read aloud by screen readers.
    """

    fragment: str
    mark: str
    seen: str
    known: frozenset[str]
    tell: str = ""


Look = Callable[[], Awaitable[Shown]]


class Feed:
    """One look for everybody, at most once each ``every`` seconds, and none while nobody watches."""

    def __init__(self, look: Look, clock: Clock, every: float = 5.0) -> None:
        self._look = look
        self._clock = clock
        self._every = every
        self._turn = asyncio.Lock()
        self._looked_at: float | None = None
        self.latest: Shown | None = None
        self.ring = asyncio.Event()
        """Rung, and replaced by a new one, when something has changed or the feed ends."""
        self.watching = 0
        self.over = False

    @property
    def age(self) -> float:
        """Seconds since the last look that succeeded."""
        return 0.0 if self._looked_at is None else self._clock.monotonic() - self._looked_at

    async def shown(self) -> Shown | None:
        """The board as it was within the last few seconds; an older one when it cannot be looked at."""
        async with self._turn:
            if self._looked_at is None or self.age >= self._every:
                await self._again()
        return self.latest

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(self._every)
            if self.watching:
                async with self._turn:
                    await self._again()

    def close(self) -> None:
        """Let every board go: the process ends."""
        self.over = True
        self._ring()

    async def _again(self) -> None:
        try:
            found = await self._look()
        except Exception as error:  # noqa: BLE001 - the boards say how old their numbers are
            log.error("wallboard look failed", **where(error))  # noqa: TRY400 - no content
            return
        before, self.latest = self.latest, found
        self._looked_at = self._clock.monotonic()
        if before is None or (before.mark, before.known) != (found.mark, found.known):
            self._ring()

    def _ring(self) -> None:
        rung, self.ring = self.ring, asyncio.Event()
        rung.set()
