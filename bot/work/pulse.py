"""The ticker's own pulse: it shows that the ticker lives, and notices a clock that was set back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.clock import Clock
from bot.store.engine import Store
from bot.store.pulse import beat
from bot.work.timed import Spanning

_EVERY: Final = timedelta(seconds=5)
_SMALL: Final = timedelta(seconds=2)
"""What a time server corrects now and then; nobody's deadline hangs on it."""
log = structlog.get_logger(__name__)


class Heart:
    """Beats once in five seconds of the clock on the wall.

    A step of five minutes ends five minutes after it began, though the clock was set back an hour meanwhile:
    each part moves its times by as much. Nothing is moved when the clock goes forward: a machine that slept
    looks the same, and then what is due is overdue.
    """

    def __init__(self, store: Store, clock: Clock, spanning: Sequence[Spanning]) -> None:
        self._store = store
        self._clock = clock
        self._spanning = spanning
        self._seen: tuple[datetime, float] | None = None
        self._beaten: datetime | None = None

    async def beat(self) -> None:
        """To be called at each round."""
        now, expected = self._clock.now(), self._expected()
        back = expected is None or now < expected - _SMALL
        if not back:
            self._look(now)
            if self._beaten is not None and now - self._beaten < _EVERY:
                return
        # A beat that is lost in a power cut costs nothing; what is moved must not be lost.
        async with self._store.begin(durable=back) as session:
            by = await beat(session, now)
            # A pulse that is ahead of a clock that goes on evenly is another machine's, whose clock is ahead.
            if back and by > _SMALL:
                # The pulse may be some seconds old; what this process counted since its last look is not.
                by = expected - now if expected is not None else by
                log.warning("clock.set_back", seconds=round(by.total_seconds()))
                for one in self._spanning:
                    await one.set_back(session, now, by)
        # Not before: what could not be moved now is moved at the next round.
        self._look(now)
        self._beaten = now

    def _look(self, now: datetime) -> None:
        self._seen = now, self._clock.monotonic()

    def _expected(self) -> datetime | None:
        """What the clock on the wall should show at least, by the one that only counts seconds."""
        if self._seen is None:
            return None
        seen, counted = self._seen
        return seen + timedelta(seconds=self._clock.monotonic() - counted)
