"""What the second channel forgets each hour."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.tables import WAITING, ChannelAnswer, ChannelCode, ChannelMessage, ChannelTries
from bot.store.shift import earlier

CODES = timedelta(days=7)
"""So long an old code is told from a wrong one."""
ROWS = timedelta(days=30)
"""So long a gateway's repeated request is known again; rows that are settled hold no number and no text."""


async def forget_phones(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(ChannelCode).where(ChannelCode.made_at < now - CODES))
    await session.execute(delete(ChannelAnswer).where(ChannelAnswer.at < now - ROWS))
    await session.execute(delete(ChannelTries).where(ChannelTries.since < now - CODES))
    await session.execute(
        delete(ChannelMessage).where(
            ChannelMessage.state.not_in(WAITING), ChannelMessage.settled_at < now - ROWS
        )
    )


async def forget_about(session: AsyncSession, subject: str, object_ids: Collection[str]) -> None:
    """Everything that was sent about these to a telephone, before its time if theirs is over."""
    for kind in (ChannelMessage, ChannelCode):
        await session.execute(delete(kind).where(kind.subject == subject, kind.object_id.in_(object_ids)))


class Waiting:
    """Messages that wait for their turn, when the clock is set back."""

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        waiting = ChannelMessage.state.in_(WAITING)
        await earlier(session, ChannelMessage.id, ChannelMessage.not_before, by, waiting)
        await earlier(session, ChannelMessage.id, ChannelMessage.claimed_until, by, waiting)
