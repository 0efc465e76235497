"""Malformed input is dropped one event at a time, counted, and never quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from peewee import PeeweeException

from bot.errors import Fault
from bot.metrics import Metrics


class Drops:
    """Counts what could not be taken, by place."""

    def __init__(self, metrics: Metrics | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._metrics = metrics
        self._log = structlog.get_logger()

    def note(self, where: str, error: BaseException | None = None) -> None:
        """Count one; the log gets the kind of error and no message, for that may quote the event."""
        self.counts[where] += 1
        if self._metrics is not None:
            self._metrics.malformed.labels(where).inc()
        self._log.warning("matrix.dropped", where=where, error=type(error).__name__ if error else None)

    @contextmanager
    def guard(self, where: str) -> Iterator[None]:
        """Whatever one malformed thing raises ends here; a failing disk does not."""
        try:
            yield
        except (PeeweeException, Fault):
            raise
        except Exception as error:  # noqa: BLE001 - any exception that strangers can cause
            self.note(where, error)
