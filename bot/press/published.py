"""How a message stands on its channels, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.publications import PublicationState
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import Act, ChannelState, DeliveryState


@dataclass(frozen=True)
class Published:
    """One act. ``sent`` of ``total`` addresses have it; ``gone``: channels that could have nothing."""

    act: Act
    done: bool
    sent: int
    total: int
    gone: int
    first_at: datetime | None
    last_at: datetime | None

    @property
    def whole(self) -> bool:
        return self.sent == self.total and not self.gone

    @property
    def spread(self) -> timedelta | None:
        """From the first address that had it to the last; None while nobody has it."""
        if self.first_at is None or self.last_at is None:
            return None
        return self.last_at - self.first_at


async def published_of(session: AsyncSession, row: MessageRow) -> tuple[Published, ...]:
    """What was released of it, in order; nothing before that."""
    if row.published_at is None and row.ended_at is None:
        return ()
    has_it = DeliveryRow.state == DeliveryState.SENT
    at = case((has_it, DeliveryRow.settled_at))
    wanted = (
        select(
            PublicationRow.act,
            PublicationRow.state,
            func.coalesce(func.sum(cast(has_it, Integer)), 0),
            func.count(DeliveryRow.id),
            func.count(ChannelRow.id.distinct()).filter(
                DeliveryRow.id.is_(None), ChannelRow.state == ChannelState.FAILED
            ),
            func.min(at),
            func.max(at),
        )
        .join(ChannelRow, ChannelRow.publication_id == PublicationRow.id, isouter=True)
        .join(DeliveryRow, DeliveryRow.channel_id == ChannelRow.id, isouter=True)
        .where(PublicationRow.message_id == row.id, PublicationRow.state != PublicationState.PREPARED)
        .group_by(PublicationRow.id)
        .order_by(PublicationRow.id)
    )
    return tuple(
        Published(Act(act), state == PublicationState.DONE, sent, total, gone, first_at, last_at)
        for act, state, sent, total, gone, first_at, last_at in await session.execute(wanted)
    )
