"""The second channel's runner: sends what is due, several at once, until it is cancelled."""

from __future__ import annotations

import asyncio

import structlog

from bot.bell import Bell
from bot.channels.delivery import PhoneDelivery
from bot.log import where
from bot.work.sender import Obstacle, RetryAfter

_SIDE_BY_SIDE = 8
_POLL = 1.0
log = structlog.get_logger(__name__)


class ChannelRunner:
    """Beside the outbox, so that a gateway that is slow keeps nothing back in the rooms, nor the other way.

    ``outbox`` is rung when something was told to a room.
    """

    def __init__(self, delivery: PhoneDelivery, bell: Bell, outbox: Bell, *, poll: float = _POLL) -> None:
        self._delivery = delivery
        self._bell = bell
        self._outbox = outbox
        self._poll = poll
        self._active: set[int] = set()

    async def run(self) -> None:
        """Until cancelled; a message whose attempt is cut off is asked about at the next start."""
        recovered = False
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    if not recovered:
                        await self._delivery.recover()
                        recovered = True
                    await self._start(group)
                    seconds = await self._until_next()
                except Exception as error:  # noqa: BLE001 - the database; the next look may work
                    log.warning("phone messages not readable", **where(error))
                    seconds = self._poll
                await self._bell.wait(seconds)

    async def _start(self, group: asyncio.TaskGroup) -> None:
        for row_id in await self._delivery.due():
            if len(self._active) >= _SIDE_BY_SIDE:
                return
            if row_id in self._active or self._delivery.backoff.wait_for(str(row_id)) > 0:
                continue
            self._active.add(row_id)
            group.create_task(self._serve(row_id))

    async def _until_next(self) -> float:
        due = await self._delivery.next_at()
        if due is None:
            return self._poll
        ahead = (due - self._delivery.clock.now()).total_seconds()
        # What is due and not begun waits for a gate or a free place, and whoever frees one rings.
        return min(self._poll, ahead) if ahead > 0 else self._poll

    async def _serve(self, row_id: int) -> None:
        try:
            while await self._delivery.attempt(row_id):
                pass
        except Exception as error:  # noqa: BLE001 - one message's trouble must not stop the others
            log.error("phone message failed", row=row_id, **where(error))  # noqa: TRY400 - no content
            self._delivery.metrics.faults.labels("phone").inc()
            self._delivery.backoff.failed(str(row_id), RetryAfter(None, Obstacle.FAULT))
        finally:
            self._active.discard(row_id)
            self._bell.ring()
            self._outbox.ring()
