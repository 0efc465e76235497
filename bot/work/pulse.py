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
        self._seen: datetime | None = None
        self._beaten: datetime | None = None

    async def beat(self) -> None:
        """To be called at each round."""
        now = self._clock.now()
        seen, self._seen = self._seen, now
        back = seen is None or now < seen - _SMALL
        if not back and self._beaten is not None and now - self._beaten < _EVERY:
            return
        # A beat that is lost in a power cut costs nothing; what is moved must not be lost.
        async with self._store.begin(durable=back) as session:
            by = await beat(session, now)
            if by > _SMALL:
                # The pulse may be some seconds old, what was seen in this process is not.
                by = seen - now if seen is not None and seen > now else by
                log.warning("clock.set_back", seconds=round(by.total_seconds()))
                for one in self._spanning:
                    await one.set_back(session, now, by)
        self._beaten = now
