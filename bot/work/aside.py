"""Things whose last try failed wait some seconds, so that they do not keep the others from their turn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

_AGAIN = timedelta(seconds=5)


class Aside:
    """Kept in memory: a try that fails is rolled back, and with it all that it could have written down."""

    def __init__(self) -> None:
        self._until: dict[int, datetime] = {}
        self._tried: tuple[int, datetime | None] | None = None
        self._failures: dict[int, int] = {}

    @property
    def ids(self) -> Collection[int]:
        """Those that wait."""
        return self._until.keys()

    @property
    def soonest(self) -> datetime | None:
        """When the first of them is tried again."""
        return min(self._until.values(), default=None)

    def look(self, now: datetime) -> None:
        """Let those whose wait is over back in."""
        self._until = {one: until for one, until in self._until.items() if until > now}

    def may_try(self, one: int, due: datetime | None, now: datetime) -> bool:
        """False when the last try was of the same and it is still due: nothing came of it, and it waits."""
        if self._tried != (one, due):
            self._tried = one, due
            return True
        # Forgotten, so that it is tried again when its wait is over.
        self._tried = None
        self._until[one] = now + _AGAIN
        self._failures[one] = self._failures.get(one, 0) + 1
        return False

    def failures(self, one: int) -> int:
        """How often it has failed."""
        return self._failures.get(one, 0)

    def forget(self, one: int) -> None:
        """It is done with."""
        self._until.pop(one, None)
        self._failures.pop(one, None)
