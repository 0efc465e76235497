"""How long something took, many times over: exact for what is kept, by buckets for what was erased."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Final

MINUTE: Final = 60
EDGES: Final = tuple(
    round(MINUTE * minutes)
    for minutes in (0.25, 0.5, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480, 1440, 4320)
)
"""The upper ends of the buckets, in seconds; 1, 5, 10 and 60 minutes are among them, so they stay exact."""
_BEYOND: Final = 7 * 1440 * MINUTE


def bucket_of(seconds: float) -> int:
    """The number of the bucket; the last one has no upper end."""
    return bisect_left(EDGES, seconds)


@dataclass
class Spread:
    """``exact``: how many took how many whole seconds. ``counted``: how many in each bucket."""

    exact: Counter[int] = field(default_factory=Counter)
    counted: Counter[int] = field(default_factory=Counter)

    def __len__(self) -> int:
        return self.exact.total() + self.counted.total()

    @property
    def approximate(self) -> bool:
        return bool(self.counted)

    def add(self, seconds: float) -> None:
        # Upwards, so that what took a moment more than a minute is not within it.
        self.exact[ceil(seconds)] += 1

    def percentile(self, percent: int) -> int | None:
        """The seconds within which so many per cent were; of a bucket, its upper end."""
        rank = ceil(len(self) * percent / 100)
        for seconds, number in sorted(self._points()):
            rank -= number
            if rank <= 0:
                return seconds
        return None

    def within(self, seconds: float) -> int:
        """How many took at most so long; exact when it is the end of a bucket."""
        return sum(number for taken, number in self._points() if taken <= seconds)

    def _points(self) -> Iterable[tuple[int, int]]:
        yield from self.exact.items()
        for bucket, number in self.counted.items():
            yield EDGES[bucket] if bucket < len(EDGES) else _BEYOND, number
