"""What became of each address; when the last is settled, the message is published, wholly or in part."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

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
from bot.work.timed import Arrived

_OPEN = (DeliveryState.RELEASED, DeliveryState.CANCELLED, DeliveryState.UNKNOWN)
"""What may still turn out to have come through."""
_REFUSED = DeliveryState.REFUSED
_TAKEN_BACK = (State.RETRACTED, State.STOPPED)
_T = TypeVar("_T", DeliveryRow, ChannelRow, PublicationRow)
UNKNOWN = "unknown"
"""The error of what may have come through."""


@dataclass(frozen=True)
class _Came:
    at: datetime
    error: str | None = None


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
        reached: frozenset[str],
    ) -> Sequence[Notice]:
        return await self.delivered_many(session, [Arrived(object_id, purpose, at, reached)])

    async def delivered_many(self, session: AsyncSession, arrived: Sequence[Arrived]) -> Sequence[Notice]:
        """What arrives together, of one message mostly, is written down together."""
        by_message: dict[str, dict[str, _Came]] = {}
        for one in arrived:
            by_message.setdefault(one.object_id, {})[one.purpose] = _Came(one.at)
        notices: list[Notice] = []
        for reference, came in by_message.items():
            notices += await self._settle(session, reference, came)
        return notices

    async def refused(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, error: str
    ) -> Sequence[Notice]:
        """Where a channel does not know what became of it, the error is ``unknown``."""
        return await self._settle(session, object_id, {purpose: _Came(at, error)})

    async def _settle(self, session: AsyncSession, reference: str, came: Mapping[str, _Came]) -> list[Notice]:
        numbers = {number: one for purpose, one in came.items() if (number := delivery_of(purpose))}
        message = await session.scalar(select(MessageRow.id).where(MessageRow.reference == reference))
        if message is None:
            return []
        # Everything that happens to a message is done by whoever holds its row.
        row = await held(session, message)
        found = await _by_id(session, DeliveryRow, numbers)
        deliveries = [one for one in found.values() if one.state in _OPEN]
        channels = await _by_id(session, ChannelRow, {one.channel_id for one in deliveries})
        ended = await _ended(session, deliveries, channels, numbers)
        if not ended:
            return []
        touched = {channels[one.channel_id].publication_id for one in ended}
        publications = await _by_id(session, PublicationRow, touched)
        for publication in publications.values():
            if publication.state == PublicationState.DONE:
                # it has come through after all
                publication.state = PublicationState.RELEASED
        await session.flush()
        job = await Job.on(session, self._desk, row, max(one.at for one in came.values()))
        told: list[Notice] = []
        for publication in publications.values():
            told += await settled(job, publication)
        for one in ended:
            channel = channels[one.channel_id]
            act = publications[channel.publication_id].act
            if act != Act.RETRACT and row.state in _TAKEN_BACK and one.state != _REFUSED:
                told += await retract_at(job, channel.channel, one.address)
        return told


async def _by_id(session: AsyncSession, kind: type[_T], ids: Collection[int]) -> dict[int, _T]:
    """As they are now, in the order in which they were made."""
    wanted = select(kind).where(kind.id.in_(sorted(ids))).order_by(kind.id)
    found = await session.scalars(wanted.execution_options(populate_existing=True))
    return {one.id: one for one in found}


async def _ended(
    session: AsyncSession,
    deliveries: Sequence[DeliveryRow],
    channels: Mapping[int, ChannelRow],
    came: Mapping[int, _Came],
) -> list[DeliveryRow]:
    """Those that are settled by that. A room's is when all its languages are, and the edits there."""
    rooms = [one for one in deliveries if channels[one.channel_id].kind == ChannelKind.ROOM]
    parts = await parts_of(session, rooms)
    ended = []
    for one in deliveries:
        there, error = parts.get(one.id), came[one.id].error
        if there is not None:
            if any(part.state in {OutboxState.HELD, OutboxState.QUEUED} for part in there):
                continue
            # A room that took one language and not another does not have the message.
            refused = [part.error or "refused" for part in there if part.state == OutboxState.REFUSED]
            error = refused[0] if refused else None
        _end(one, came[one.id].at, error)
        ended.append(one)
    return ended


def _end(delivery: DeliveryRow, at: datetime, error: str | None) -> None:
    if error is None:
        state = DeliveryState.SENT
    else:
        state = DeliveryState.UNKNOWN if error == UNKNOWN else DeliveryState.REFUSED
    delivery.state, delivery.error, delivery.settled_at = state, error and error[:64], at
