"""Whose turn it is, and taking one message for an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.gateway import Outgoing
from bot.channels.tables import WAITING, ChannelMessage, Kind, MessageState

_CLAIM = timedelta(minutes=2)


def _free(now: datetime) -> ColumnElement[bool]:
    """In nobody's hands, or left there by a process that has ended."""
    return or_(ChannelMessage.claimed_by.is_(None), ChannelMessage.claimed_until < now)


async def due(session: AsyncSession, now: datetime) -> Sequence[int]:
    """The messages whose turn it is, in their order."""
    rows = await session.scalars(
        select(ChannelMessage.id)
        .where(ChannelMessage.state.in_(WAITING), ChannelMessage.not_before <= now, _free(now))
        .order_by(ChannelMessage.not_before, ChannelMessage.id)
    )
    return rows.all()


async def next_at(session: AsyncSession, now: datetime) -> datetime | None:
    """When the next turn comes."""
    found: datetime | None = await session.scalar(
        select(ChannelMessage.not_before)
        .where(ChannelMessage.state.in_(WAITING), _free(now))
        .order_by(ChannelMessage.not_before)
        .limit(1)
    )
    return found


async def left_behind(session: AsyncSession, worker: str, settles: timedelta) -> None:
    """What this process was sending when it last ended: whether it arrived is not known."""
    rows = await session.scalars(
        select(ChannelMessage)
        .where(ChannelMessage.state.in_(WAITING), ChannelMessage.claimed_by == worker)
        .with_for_update()
    )
    for row in rows:
        row.claimed_by = row.claimed_until = None
        if row.state == MessageState.SENDING:
            row.state, row.not_before = MessageState.UNKNOWN, (row.tried_at or row.not_before) + settles


async def held(session: AsyncSession, row_id: int, now: datetime) -> ChannelMessage | None:
    """The message, locked, while it is its turn."""
    found: ChannelMessage | None = await session.scalar(
        select(ChannelMessage)
        .where(
            ChannelMessage.id == row_id,
            ChannelMessage.state.in_(WAITING),
            ChannelMessage.not_before <= now,
            _free(now),
        )
        .with_for_update(skip_locked=True)
    )
    return found


async def locked(session: AsyncSession, row_id: int) -> ChannelMessage | None:
    """The message, if something is still to be done about it."""
    row = await session.get_one(ChannelMessage, row_id, with_for_update=True)
    return row if row.state in WAITING else None


async def line_is_taken(session: AsyncSession, row: ChannelMessage) -> bool:
    """Calls to one number one after another: in the gateway's history only the hour tells them apart."""
    other = await session.scalar(
        select(ChannelMessage.id)
        .where(
            ChannelMessage.kind == Kind.VOICE,
            ChannelMessage.number_mark == row.number_mark,
            ChannelMessage.id != row.id,
            ChannelMessage.state.in_((MessageState.SENDING, MessageState.UNKNOWN)),
        )
        .limit(1)
    )
    return other is not None


async def begin(session: AsyncSession, row: ChannelMessage, worker: str, now: datetime) -> Outgoing:
    """Take it in hand: a queued one to be sent, any other to be asked about."""
    if row.state == MessageState.QUEUED:
        row.state, row.tried_at = MessageState.SENDING, now
        row.attempts += 1
    else:
        row.state = MessageState.UNKNOWN
    row.claimed_by, row.claimed_until = worker, now + _CLAIM
    known = await session.scalars(
        select(ChannelMessage.provider_id).where(
            ChannelMessage.number_mark == row.number_mark, ChannelMessage.provider_id.is_not(None)
        )
    )
    return Outgoing(
        key=row.key,
        kind=Kind(row.kind),
        number=row.number or "",
        text=row.text or "",
        created_at=row.created_at,
        tried_at=row.tried_at or now,
        known=frozenset(one for one in known if one),
    )
