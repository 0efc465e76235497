"""What a gateway tells of a message that it has: on its way, delivered, failed, a key pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import told
from bot.channels.gateway import Pressed, Report
from bot.channels.settling import sent, settle
from bot.channels.tables import WAITING, ChannelMessage, Kind, MessageState
from bot.clock import Clock
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.work.timed import AnswerListener, Poster

log = structlog.get_logger(__name__)
SEEN_DIGIT = "1"


@dataclass(frozen=True)
class ReportDesk:
    """Both methods say whether there is such a message, and repeat harmlessly."""

    store: Store
    listeners: Mapping[str, AnswerListener]
    post: Poster
    clock: Clock
    metrics: Metrics
    done: Callable[[], None] = lambda: None
    """Called after the commit: something may have to be said in a room."""

    async def report(self, key: str, report: Report) -> bool:
        now = self.clock.now()
        async with self.store.begin() as session:
            row = await _row(session, key)
            if row is None:
                return False
            if row.state in WAITING:
                # It has the message, whatever became of the request that carried it there.
                sent(row, report.provider_id or row.key, now)
            if report.status == "delivered" and row.state != MessageState.FAILED:
                settle(row, MessageState.DELIVERED, now)
            if report.status == "failed" and row.state == MessageState.SENT:
                settle(row, MessageState.FAILED, now, "not_delivered")
                await self.post(session, told.failed(row, "not_delivered"), now)
            self.metrics.phone.labels(row.kind, report.status).inc()
        self.done()
        return True

    async def pressed(self, key: str, pressed: Pressed) -> bool:
        """A call that somebody took: the key 1 says that the alarm is seen."""
        now = self.clock.now()
        async with self.store.begin() as session:
            row = await _row(session, key)
            if row is None or row.kind != Kind.VOICE:
                return False
            if row.state in WAITING:
                sent(row, pressed.provider_id, now)
            listener = self.listeners.get(row.subject)
            if pressed.digits == SEEN_DIGIT and listener is not None:
                about = (row.object_id, row.purpose, row.user_id)
                answered = await listener.answered(session, *about, now, by="voice")
                await self.post(session, answered.notices, now)
                log.info("phone.pressed", row=row.id, kind=answered.kind)
        self.done()
        return True


async def _row(session: AsyncSession, key: str) -> ChannelMessage | None:
    found: ChannelMessage | None = await session.scalar(
        select(ChannelMessage).where(ChannelMessage.key == key).with_for_update()
    )
    return found
