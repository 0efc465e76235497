"""What became of each address; when the last is settled, the message is published, wholly or in part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.channel_kinds import adapters
from bot.press.desk import PUBLICATION, Desk
from bot.press.find import held
from bot.press.publications import Job, PublicationState, is_settled, laid, released_of
from bot.press.room_rows import delivery_of, parts_of
from bot.press.spread import channel_state, first_and_last, publication_picture
from bot.press.states import Step, may, move
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.tell import writers_of
from bot.press.values import Act, ChannelKind, ChannelState, DeliveryState, State
from bot.store.outbox import OutboxState

_OPEN = (DeliveryState.RELEASED, DeliveryState.CANCELLED, DeliveryState.UNKNOWN)
"""What may still turn out to have come through."""
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
        await session.flush()
        return await settled(await Job.on(session, self._desk, row, at), publication)


async def settled(job: Job, publication: PublicationRow) -> list[Notice]:
    """Once nothing of it is on its way any more: how its channels stand, and where that leaves the message.

    The caller has changed deliveries.
    """
    session, row = job.session, job.row
    if publication.state != PublicationState.RELEASED or not await is_settled(session, publication):
        return []
    publication.state, publication.done_at = PublicationState.DONE, job.now
    if not await released_of(session, row):
        row.give_up_at = None
    await _count(session, publication)
    found = await publication_picture(session, job.snapshot, publication)
    step = Step.PART if found.lacking else Step.SETTLE
    if publication.act != Act.RETRACT and may(State(row.state), step):
        move(row, step)
    fields = {
        "act": publication.act,
        "sent": found.sent,
        "of": found.total,
        "channels": {one.channel: one.state.value for one in found.channels},
        "spread_ms": round(found.spread.total_seconds() * 1000) if found.spread is not None else None,
    }
    await job.note_down("message.settled", fields)
    publication.told = True
    teller = await job.teller()
    mention = writers_of(job.snapshot, row.owner) if found.lacking else ()
    note = await teller.note("message.settled", {"publication": found}, mention=mention)
    return [*await teller.card(), *note]


async def give_up(job: Job, publication: PublicationRow, error: str) -> list[Notice]:
    """Take back what is still on its way. What cannot be taken back settles by itself."""
    session = job.session
    for one in await laid(session, publication, {DeliveryState.PREPARED, DeliveryState.RELEASED}):
        if one.kind is None or not one.deliveries:
            continue
        back = await adapters(job.desk)[one.kind].cancel(session, one.deliveries, job.now)
        for delivery in one.deliveries:
            if delivery.id in back:
                delivery.state, delivery.error = DeliveryState.CANCELLED, error
                delivery.settled_at = job.now
    await session.flush()
    return await settled(job, publication)


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


async def _count(session: AsyncSession, publication: PublicationRow) -> None:
    for one in await laid(session, publication):
        if not one.deliveries:
            continue
        one.row.state = channel_state(one.deliveries)
        one.row.first_at, one.row.last_at = first_and_last(one.deliveries)
        failed = one.row.state in {ChannelState.FAILED, ChannelState.PARTLY}
        errors = (d.error for d in one.deliveries if d.error)
        one.row.error = next(errors, None) if failed else None
    await session.flush()
