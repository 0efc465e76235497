"""What became of an outbox row, and those who are told of it, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxRow, OutboxState, Priority
from bot.store.outbox_held import TAKEN_BACK
from bot.store.outbox_queries import hold, mark_refused, mark_sent
from bot.work.sender import Sent
from bot.work.sent import Arrival, SentTogether
from bot.work.timed import DeliveryListener, Poster
from bot.work.transient import passing

OnRefused = Callable[[AsyncSession, OutboxRow, str], Awaitable[Sequence[Notice]]]
"""What the operations room is told of a row that will never be sent."""
_Mark = Callable[[AsyncSession, OutboxRow], Awaitable[None]]
_Tell = Callable[[AsyncSession, OutboxRow], Awaitable[Sequence[Notice]]]

log = structlog.get_logger(__name__)


@dataclass
class Settlement:
    """Marks rows sent or refused. Both methods say whether new rows were queued by that."""

    store: Store
    listeners: Mapping[str, DeliveryListener]
    post: Poster
    on_refused: OnRefused
    clock: Clock
    metrics: Metrics
    _together: SentTogether = field(init=False)

    def __post_init__(self) -> None:
        self._together = SentTogether(self.store, self.listeners, self.post)

    async def sent(self, row: OutboxRow, room_id: str, sent: Sent) -> bool:
        now = self.clock.now()
        if row.priority > Priority.CASE:
            queued = await self._together.mark(Arrival(row.id, room_id, sent.event_id, now, sent.reached))
            if queued is not None:
                self.metrics.sent.labels("sent").inc()
                return queued

        async def mark(session: AsyncSession, found: OutboxRow) -> None:
            found.room_id = room_id
            await mark_sent(session, found, sent.event_id, now)

        async def tell(session: AsyncSession, found: OutboxRow) -> Sequence[Notice]:
            notices: list[Notice] = []
            for listener, ref in await self._listening(session, found):
                notices += await listener.delivered(session, ref.object_id, ref.purpose, now, sent.reached)
            return notices

        return await self._settle(row.id, mark, tell, "sent")

    async def refused(self, row_id: int, code: str) -> bool:
        now = self.clock.now()
        log.warning("outbox row refused", row=row_id, code=code)

        async def mark(session: AsyncSession, row: OutboxRow) -> None:
            await mark_refused(session, row, code, now)

        async def tell(session: AsyncSession, row: OutboxRow) -> Sequence[Notice]:
            notices: list[Notice] = []
            for listener, ref in await self._listening(session, row):
                notices += await listener.refused(session, ref.object_id, ref.purpose, now, code)
            return [*notices, *await self.on_refused(session, row, code)]

        return await self._settle(row_id, mark, tell, "refused")

    async def _listening(
        self, session: AsyncSession, row: OutboxRow
    ) -> Sequence[tuple[DeliveryListener, EventRef]]:
        refs = await session.scalars(
            select(EventRef).where(EventRef.outbox_id == row.id).order_by(EventRef.id)
        )
        return [(self.listeners[ref.subject], ref) for ref in refs if ref.subject in self.listeners]

    async def _settle(self, row_id: int, mark: _Mark, tell: _Tell, outcome: str) -> bool:
        try:
            queued = await self._once(row_id, mark, tell, outcome)
        except Exception as error:
            if passing(error):
                raise
            # What was sent stays sent, whatever a listener makes of it.
            self.metrics.faults.labels("delivery").inc()
            log.error("delivery listener failed", row=row_id, **where(error))  # noqa: TRY400 - no content
            queued = await self._once(row_id, mark, None, outcome)
        self.metrics.sent.labels(outcome).inc()
        return queued

    async def _once(self, row_id: int, mark: _Mark, tell: _Tell | None, outcome: str) -> bool:
        async with self.store.begin() as session:
            row = await hold(session, row_id)
            # What was sent is sent, even if it was taken back while it was on its way.
            after_all = outcome == "sent" and (row.state, row.error) == (OutboxState.REFUSED, TAKEN_BACK)
            if row.state != OutboxState.QUEUED and not after_all:
                return False
            await mark(session, row)
            notices = await tell(session, row) if tell else ()
            if notices:
                await self.post(session, notices, self.clock.now())
        return bool(notices)
