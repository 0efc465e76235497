"""When to try again: as the homeserver asks, otherwise later each time; for everything or one target."""

from __future__ import annotations

import random
from collections import Counter

from bot.clock import Clock
from bot.work.sender import Obstacle, RetryAfter

_FIRST = 0.5
_LONGEST = {Obstacle.CONNECTION: 4.0, Obstacle.SERVER: 10.0}
"""An alarm waits no longer than this once the homeserver is back; one try in so many seconds harms nobody."""
_LONGEST_OTHERWISE = 60.0
_SHORTEST = 0.1
_EVERYWHERE = frozenset({Obstacle.LIMITED, Obstacle.CONNECTION})


class Backoff:
    """Gates in memory: after a restart everything may be tried once, which costs one answer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all_from = 0.0
        self._target_from: dict[str, float] = {}
        self._failures: Counter[tuple[Obstacle, str | None]] = Counter()

    def wait_for(self, target: str) -> float:
        """Seconds until something may be sent to the target; 0 when it may now."""
        opens = max(self._all_from, self._target_from.get(target, 0.0))
        return max(0.0, opens - self._clock.monotonic())

    def failed(self, target: str, error: RetryAfter) -> float:
        """Close the gate that the error is about; the seconds it stays closed."""
        everywhere = error.obstacle in _EVERYWHERE
        key = (error.obstacle, None if everywhere else target)
        now = self._clock.monotonic()
        if not everywhere or self._all_from <= now:
            # Of what was under way when the gate was closed, only the first to fail counts.
            self._failures[key] += 1
        seconds = error.seconds
        if seconds is None:
            longest = _LONGEST.get(error.obstacle, _LONGEST_OTHERWISE)
            seconds = min(longest, _FIRST * 2.0 ** min(self._failures[key] - 1, 10))
        seconds = max(_SHORTEST, seconds)
        # A little later than asked, and not all bots in the same moment.
        seconds *= random.uniform(1.0, 1.2)  # noqa: S311 - no secret
        opens = now + seconds
        if everywhere:
            self._all_from = max(self._all_from, opens)
        else:
            self._target_from[target] = opens
        return seconds

    def failures(self, target: str, obstacle: Obstacle) -> int:
        """How often in a row."""
        return self._failures[(obstacle, None if obstacle in _EVERYWHERE else target)]

    def worked(self, target: str) -> None:
        """Something went through: the next failure starts from the beginning."""
        self._target_from.pop(target, None)
        for key in [key for key in self._failures if key[1] in (None, target)]:
            del self._failures[key]
