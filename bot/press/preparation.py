"""Everything made ahead of its time: each address has its row and its key, and what it will get is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.adapters import Edition
from bot.press.channel_kinds import adapters
from bot.press.desk import Desk
from bot.press.edition import edition_of
from bot.press.job import Job
from bot.press.keys import key_of
from bot.press.publications import Laid, PublicationState, laid, publication_of
from bot.press.reach import MAY_HAVE, Goal, goals
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import Act, ChannelState, DeliveryState


async def prepare(
    session: AsyncSession, desk: Desk, row: MessageRow, act: Act, now: datetime
) -> list[Notice]:
    """Make and hold what each address of each channel will get; the held notices, for the caller to queue.

    Once more for the same text, time and addresses changes nothing; for others, what was made is dropped
    first. What was released is never made again, unless it was stopped before anybody had it. The row is
    held by the caller.

    Raises:
        Refusal: ``message.erased``.
    """
    job = await Job.on(session, desk, row, now)
    edition = await edition_of(session, job.snapshot, row, act, _due(row, act, now))
    wanted = await goals(session, desk, job.snapshot, row, edition)
    found = await publication_of(session, row, act)
    if found is not None:
        there = await laid(session, found)
        if found.state == PublicationState.PREPARED:
            same = _is_of(found, edition) and _is_for(there, wanted)
        else:
            same = any(one.state in MAY_HAVE for channel in there for one in channel.deliveries)
        if same:
            return []
        await _undo(session, desk, found, now)
    return await _lay(job, edition, wanted)


async def drop(session: AsyncSession, desk: Desk, row: MessageRow, now: datetime) -> None:
    """Take back what was made and not released: the text, the time or the leave to publish has changed."""
    ahead = select(PublicationRow).where(
        PublicationRow.message_id == row.id, PublicationRow.state == PublicationState.PREPARED
    )
    for publication in (await session.scalars(ahead)).all():
        await _undo(session, desk, publication, now)


def _due(row: MessageRow, act: Act, now: datetime) -> datetime:
    """A retraction is at once."""
    return now if act is Act.RETRACT or row.publish_at is None else row.publish_at


def _is_of(publication: PublicationRow, edition: Edition) -> bool:
    made = publication.hash, publication.revision, publication.due_at
    return made == (edition.hash, edition.revision, edition.at)


def _is_for(found: Sequence[Laid], wanted: Sequence[Goal]) -> bool:
    made = {one.row.channel: ({d.address for d in one.deliveries}, one.row.error) for one in found}
    return made == {one.channel: (set(one.addresses), one.error) for one in wanted}


async def _lay(job: Job, edition: Edition, wanted: Sequence[Goal]) -> list[Notice]:
    publication = await new_publication(job, edition)
    notices: list[Notice] = []
    for goal in wanted:
        notices += await lay_channel(job, edition, publication, goal)
    return notices


async def new_publication(job: Job, edition: Edition) -> PublicationRow:
    """One that nothing is laid in yet."""
    publication = PublicationRow(
        message_id=job.row.id,
        act=edition.act,
        revision=edition.revision,
        hash=edition.hash,
        state=PublicationState.PREPARED,
        due_at=edition.at,
        prepared_at=job.now,
    )
    job.session.add(publication)
    await job.session.flush()
    return publication


async def lay_channel(job: Job, edition: Edition, publication: PublicationRow, goal: Goal) -> list[Notice]:
    """One channel of a publication, held ready; the held notices. A channel that is gone has failed.

    Of one that is there already, only the addresses that are new.
    """
    session, entry = job.session, goal.entry
    channel = await _channel(job, edition, publication, goal)
    if entry is None:
        return []
    keys = {key_of(edition.reference, edition.act, goal.channel, one): one for one in goal.addresses}
    there = await session.scalars(select(DeliveryRow.key).where(DeliveryRow.channel_id == channel.id))
    known = frozenset(there)
    deliveries = [
        DeliveryRow(channel_id=channel.id, key=key, address=address, state=DeliveryState.PREPARED)
        for key, address in keys.items()
        if key not in known
    ]
    session.add_all(deliveries)
    await session.flush()
    way = adapters(job.desk)[entry.kind]
    return list(await way.prepare(session, edition, entry, deliveries, job.now))


async def _channel(job: Job, edition: Edition, publication: PublicationRow, goal: Goal) -> ChannelRow:
    there: ChannelRow | None = await job.session.scalar(
        select(ChannelRow).where(
            ChannelRow.publication_id == publication.id, ChannelRow.channel == goal.channel
        )
    )
    if there is None:
        there = ChannelRow(publication_id=publication.id, channel=goal.channel, exercise=edition.exercise)
        job.session.add(there)
    entry = goal.entry
    there.kind = entry.kind if entry else ""
    there.public = entry.public if entry else False
    there.state = ChannelState.PREPARED if entry else ChannelState.FAILED
    there.error = goal.error
    await job.session.flush()
    return there


async def _undo(session: AsyncSession, desk: Desk, publication: PublicationRow, now: datetime) -> None:
    ways = adapters(desk)
    for one in await laid(session, publication):
        if one.kind is not None and one.deliveries:
            await ways[one.kind].cancel(session, one.deliveries, now)
    await session.flush()
    channels = select(ChannelRow.id).where(ChannelRow.publication_id == publication.id)
    for gone in (
        delete(DeliveryRow).where(DeliveryRow.channel_id.in_(channels)),
        delete(ChannelRow).where(ChannelRow.publication_id == publication.id),
        delete(PublicationRow).where(PublicationRow.id == publication.id),
    ):
        await session.execute(gone, execution_options={"synchronize_session": "fetch"})
