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
    MINUTE * minutes
    for minutes in (0.25, 0.5, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480, 1440, 4320)
)
"""The upper ends of the buckets, in seconds; 1, 5, 10 and 60 minutes are among them, so they stay exact."""
_BEYOND: Final = 7 * 1440 * MINUTE


def bucket_of(seconds: float) -> int:
    """The number of the bucket; the last one has no upper end."""
    return bisect_left(EDGES, seconds)


@dataclass
class Spread:
    """``exact``: seconds. ``counted``: how many in each bucket."""

    exact: list[float] = field(default_factory=list)
    counted: Counter[int] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self.exact) + self.counted.total()

    @property
    def approximate(self) -> bool:
        return bool(self.counted)

    def percentile(self, percent: int) -> float | None:
        """The time within which so many per cent were; of a bucket, its upper end."""
        if not len(self):
            return None
        rank = ceil(len(self) * percent / 100)
        for seconds, number in sorted(self._points()):
            rank -= number
            if rank <= 0:
                return seconds
        raise AssertionError(rank)

    def within(self, seconds: float) -> int:
        """How many took at most so long; exact when it is the end of a bucket."""
        return sum(number for taken, number in self._points() if taken <= seconds)

    def _points(self) -> Iterable[tuple[float, int]]:
        yield from ((seconds, 1) for seconds in self.exact)
        for bucket, number in self.counted.items():
            yield EDGES[bucket] if bucket < len(EDGES) else _BEYOND, number
