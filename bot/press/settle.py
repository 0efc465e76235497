"""What became of each address; when the last is settled, the message is published, wholly or in part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.closing import settled
from bot.press.desk import PUBLICATION, Desk
from bot.press.find import held
from bot.press.job import Job
from bot.press.publications import PublicationState
from bot.press.retract import retract_at
from bot.press.room_rows import delivery_of, parts_of
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import Act, ChannelKind, DeliveryState, State
from bot.store.outbox import OutboxState

_OPEN = (DeliveryState.RELEASED, DeliveryState.CANCELLED, DeliveryState.UNKNOWN)
"""What may still turn out to have come through."""
_REFUSED = DeliveryState.REFUSED
_TAKEN_BACK = (State.RETRACTED, State.STOPPED)
UNKNOWN = "unknown"
"""The error of what may have come through."""


class SettleDeliveries:
    """The ``DeliveryListener`` of publications, for rooms, mails and requests alike."""

    subject: str = PUBLICATION

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def delivered(
        self,
        session: AsyncSession,
        object_id: str,
        purpose: str,
        at: datetime,
        reached: frozenset[str],  # noqa: ARG002
    ) -> Sequence[Notice]:
        return await self._settle(session, object_id, purpose, at, None)

    async def refused(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, error: str
    ) -> Sequence[Notice]:
        """Where a channel does not know what became of it, the error is ``unknown``."""
        return await self._settle(session, object_id, purpose, at, error)

    async def _settle(
        self, session: AsyncSession, reference: str, purpose: str, at: datetime, error: str | None
    ) -> Sequence[Notice]:
        number = delivery_of(purpose)
        if number is None:
            return ()
        message = await session.scalar(select(MessageRow.id).where(MessageRow.reference == reference))
        if message is None:
            return ()
        # Everything that happens to a message is done by whoever holds its row.
        row = await held(session, message)
        delivery = await session.get(DeliveryRow, number, populate_existing=True)
        if delivery is None or delivery.state not in _OPEN:
            return ()
        channel = await session.get_one(ChannelRow, delivery.channel_id, populate_existing=True)
        publication = await session.get_one(PublicationRow, channel.publication_id, populate_existing=True)
        if channel.kind == ChannelKind.ROOM and not await _whole(session, delivery):
            return ()
        error = await _error(session, channel, delivery, error)
        _end(delivery, at, error)
        if publication.state == PublicationState.DONE:
            # it has come through after all
            publication.state = PublicationState.RELEASED
        await session.flush()
        job = await Job.on(session, self._desk, row, at)
        told = await settled(job, publication)
        if publication.act != Act.RETRACT and row.state in _TAKEN_BACK and delivery.state != _REFUSED:
            told += await retract_at(job, channel.channel, delivery.address)
        return told


async def _whole(session: AsyncSession, delivery: DeliveryRow) -> bool:
    """Whether all its messages are settled: one for each language, and the edits of what stood there."""
    parts = (await parts_of(session, [delivery]))[delivery.id]
    return not any(part.state in {OutboxState.HELD, OutboxState.QUEUED} for part in parts)


async def _error(
    session: AsyncSession, channel: ChannelRow, delivery: DeliveryRow, error: str | None
) -> str | None:
    """A room that took one language and not another does not have the message."""
    if channel.kind != ChannelKind.ROOM:
        return error
    parts = (await parts_of(session, [delivery]))[delivery.id]
    refused = [part.error or "refused" for part in parts if part.state == OutboxState.REFUSED]
    return refused[0] if refused else None


def _end(delivery: DeliveryRow, at: datetime, error: str | None) -> None:
    if error is None:
        state = DeliveryState.SENT
    else:
        state = DeliveryState.UNKNOWN if error == UNKNOWN else DeliveryState.REFUSED
    delivery.state, delivery.error, delivery.settled_at = state, error and error[:64], at
