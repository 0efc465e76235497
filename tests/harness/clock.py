"""Clocks that a test sets: one stands still until it is moved, one runs on from where it was set."""

import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 4, 11, 1, 12, tzinfo=UTC)
"""A Saturday, 03:12 in Stockholm."""


class MovableClock:
    """Wall time and monotonic seconds that move together, unless the wall clock jumps."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._now += by
        self._monotonic += by.total_seconds()

    def jump(self, to: datetime) -> None:
        """Set the wall clock, forward or back, as an administrator or a time server does."""
        self._now = to


class RunningClock:
    """A clock that runs as the machine's, from a set instant: what a register says then holds at any hour."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic() - self._began)

    def monotonic(self) -> float:
        return time.monotonic()
