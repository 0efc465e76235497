"""One message on its way: taken in hand, tried, and settled, each step in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels import told, turns
from bot.channels.gateway import Gateway, Outgoing, Unsure
from bot.channels.settling import sent, settle
from bot.channels.tables import Kind, MessageState
from bot.clock import Clock
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.work.backoff import Backoff
from bot.work.sender import Obstacle, Refused, RetryAfter
from bot.work.timed import AnswerListener, Poster

log = structlog.get_logger(__name__)
_LATE = timedelta(minutes=1)
"""After this the operations room is told that nothing goes to telephones."""


@dataclass(frozen=True)
class PhoneDelivery:
    """``settles``: how long the gateway may still take a request that was given up."""

    store: Store
    gateway: Gateway
    listeners: Mapping[str, AnswerListener]
    post: Poster
    clock: Clock
    metrics: Metrics
    worker: str
    backoff: Backoff
    settles: timedelta = timedelta(seconds=5)

    async def due(self) -> Sequence[int]:
        """The messages whose turn it is, in their order."""
        async with self.store.read() as session:
            return await turns.due(session, self.clock.now())

    async def next_at(self) -> datetime | None:
        """When the next turn comes."""
        async with self.store.read() as session:
            return await turns.next_at(session, self.clock.now())

    async def recover(self) -> None:
        """Called once, before the first attempt of this process."""
        async with self.store.begin() as session:
            await turns.left_behind(session, self.worker, self.settles)

    async def attempt(self, row_id: int) -> bool:
        """Send it, or ask about it; True when it may go on at once."""
        message, asking = await self._begin(row_id)
        if message is None:
            return False
        try:
            if asking:
                provider_id = await self.gateway.find(message)
            else:
                provider_id = await self.gateway.send(message)
        except Refused as refused:
            if asking:
                # A history that is closed to us says nothing about the message.
                await self._wait(row_id, MessageState.UNKNOWN, RetryAfter(None, Obstacle.SERVER), "history")
            else:
                await self._refused(row_id, refused.code)
        except RetryAfter as later:
            state = MessageState.UNKNOWN if asking else MessageState.QUEUED
            await self._wait(row_id, state, later, later.obstacle)
        except Unsure as unsure:
            seconds = None if asking else self.settles.total_seconds()
            await self._wait(row_id, MessageState.UNKNOWN, RetryAfter(seconds, Obstacle.SERVER), unsure.why)
        else:
            self.backoff.worked(str(row_id))
            if provider_id is None:
                await self._never_there(row_id)
                return True
            await self._sent(row_id, provider_id)
        return False

    async def _begin(self, row_id: int) -> tuple[Outgoing | None, bool]:
        """The message, if somebody still waits for it; True with one that is to be asked about."""
        now = self.clock.now()
        async with self.store.begin() as session:
            row = await turns.held(session, row_id, now)
            if row is None:
                return None, False
            listener = self.listeners.get(row.subject)
            if listener is None or not await listener.wanted(session, row.object_id, row.purpose):
                settle(row, MessageState.DROPPED, now)
                self.metrics.phone.labels(row.kind, "dropped").inc()
                return None, False
            if row.kind == Kind.VOICE and await turns.line_is_taken(session, row):
                row.not_before = now + self.settles
                return None, False
            asking = row.state != MessageState.QUEUED
            return await turns.begin(session, row, self.worker, now), asking

    async def _sent(self, row_id: int, provider_id: str) -> None:
        async with self.store.begin() as session:
            row = await turns.locked(session, row_id)
            if row is not None:
                sent(row, provider_id, self.clock.now())
                self.metrics.phone.labels(row.kind, "sent").inc()

    async def _refused(self, row_id: int, code: str) -> None:
        now = self.clock.now()
        async with self.store.begin() as session:
            row = await turns.locked(session, row_id)
            if row is not None:
                settle(row, MessageState.REFUSED, now, code)
                await self.post(session, told.refused(row, code), now)
                self.metrics.phone.labels(row.kind, "refused").inc()
        log.warning("phone message refused", row=row_id, code=code)

    async def _never_there(self, row_id: int) -> None:
        """The gateway never had it: it is sent as if for the first time."""
        async with self.store.begin() as session:
            row = await turns.locked(session, row_id)
            if row is not None:
                row.state, row.claimed_by, row.claimed_until = MessageState.QUEUED, None, None
        log.info("phone message not at the gateway", row=row_id)

    async def _wait(self, row_id: int, state: MessageState, later: RetryAfter, why: str) -> None:
        seconds = self.backoff.failed(str(row_id), later)
        async with self.store.begin() as session:
            row = await turns.locked(session, row_id)
            if row is not None:
                row.state, row.error = state, why[:64]
                row.claimed_by = row.claimed_until = None
                now = self.clock.now()
                row.not_before = now + timedelta(seconds=seconds)
                if now - row.due_at >= _LATE:
                    await self.post(session, told.late(row, why, now), now)
        log.info("phone message waits", row=row_id, why=why, seconds=round(seconds, 1))
