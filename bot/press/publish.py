"""The moment itself: everything is weighed once more, and then all channels go with one commit, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.chain import can_be_corrected
from bot.press.channel_kinds import adapters
from bot.press.closing import close, settled
from bot.press.desk import Desk
from bot.press.entries import channel, settings
from bot.press.find import content_of, held
from bot.press.halt import cancel
from bot.press.job import Job
from bot.press.preparation import drop, prepare
from bot.press.publications import (
    Laid,
    PublicationState,
    act_of,
    is_settled,
    laid,
    publication_of,
    released_of,
)
from bot.press.room_rows import delivery_of
from bot.press.states import Step, move
from bot.press.tables import MessageRow, PublicationRow
from bot.press.tell import writers_of
from bot.press.timing import disarm
from bot.press.values import ChannelKind, ChannelState, DeliveryState, State
from bot.press.weigh import checked, weigh
from bot.store.outbox import Priority


class Unfit(StrEnum):
    """Why a message was not published when its time had come.

    OUT: it was stopped on its way once, and somebody had it after all. ORIGINAL: what it corrects cannot be.
    GUIDE: a text of the guide that it was made of is reviewed no more, or says something else by now.
    """

    LATE = "late"
    EXPIRED = "expired"
    LANGUAGES = "languages"
    CHANNELS = "channels"
    ORIGINAL = "original"
    GUIDE = "guide"
    OUT = "out"


@dataclass(frozen=True)
class Obstacle:
    """``names``: the languages, channels or messages that it is about."""

    why: Unfit
    names: tuple[str, ...] = ()


async def publish(session: AsyncSession, desk: Desk, row: MessageRow, now: datetime) -> list[Notice]:
    """Release it, or say loudly that it was not. The row is held, planned, and its time has come.

    One whose approvals do not hold any more is not signed, and missed as such (``plan_clock``).
    """
    job = await Job.on(session, desk, row, now)
    give_up_at = (row.publish_at or now) + settings(job.snapshot).late
    if now > give_up_at:
        return await not_published(job, Obstacle(Unfit.LATE))
    weighed = await weigh(session, desk, row, now)
    if row.state != State.SCHEDULED:
        await drop(session, desk, row, now)
        return weighed
    if not (await checked(session, desk, job.snapshot, row, now)).complete:
        return weighed  # nobody can judge a device yet: it is tried again in some seconds
    if (obstacle := await _obstacle(session, desk, row, now)) is not None:
        return [*weighed, *await not_published(job, obstacle)]
    return [*weighed, *await _release(job, give_up_at)]


async def _release(job: Job, give_up_at: datetime) -> list[Notice]:
    session, row, now = job.session, job.row, job.now
    # what was made ahead of time is left as it is, if it is of this text, this time and these addresses
    made = await prepare(session, job.desk, row, act_of(row), now)
    publication = await publication_of(session, row, act_of(row))
    if publication is None or publication.state != PublicationState.PREPARED:
        return await not_published(job, Obstacle(Unfit.OUT))
    channels = await laid(session, publication)
    names = tuple(one.row.channel for one in channels)
    if not any(one.deliveries for one in channels):
        return await not_published(job, Obstacle(Unfit.CHANNELS))
    move(row, Step.BEGIN)
    row.published_at, row.give_up_at = now, give_up_at
    disarm(row)
    await _original(job)
    fields = {"act": publication.act, "revision": publication.revision, "hash": publication.hash}
    await job.note_down("message.released", {**fields, "channels": list(names), "exercise": row.exercise})
    going = await let_go(job, publication, channels, made)
    await _count(job, channels)
    return [*going, *await settled(job, publication)]


async def _count(job: Job, channels: Sequence[Laid]) -> None:
    """What parents were sent of the guide is counted, and of nobody who."""
    content = await content_of(job.session, job.row)
    languages = tuple(dict.fromkeys(one.language for one in content.guide))
    if not languages or job.row.exercise or job.row.corrects_id is not None:
        return
    reached = Counter[str]()
    for one in channels:
        entry = channel(job.snapshot, one.row.channel)
        kommuner = entry.kommuner if entry is not None else ()
        going = sum(d.state in {DeliveryState.RELEASED, DeliveryState.SENT} for d in one.deliveries)
        reached[kommuner[0] if len(kommuner) == 1 else ""] += going
    await job.desk.guide.shared(job.session, languages, +reached, job.now)


async def let_go(
    job: Job, publication: PublicationRow, channels: Sequence[Laid], made: Sequence[Notice]
) -> list[Notice]:
    """All of it goes with this transaction's commit.

    ``made``: what was made just now and is not queued yet; of it what may go, to be queued and not held.
    """
    publication.state, publication.released_at = PublicationState.RELEASED, job.now
    ways = adapters(job.desk)
    going = set[int]()
    for one in channels:
        entry = channel(job.snapshot, one.row.channel)
        waiting = [d for d in one.deliveries if d.state == DeliveryState.PREPARED]
        if one.kind is None or entry is None or not waiting:
            continue
        one.row.state = ChannelState.RELEASED
        for delivery in waiting:
            delivery.state = DeliveryState.RELEASED
        await ways[one.kind].release(job.session, entry, waiting, job.now)
        going |= {d.id for d in waiting if d.state == DeliveryState.RELEASED}
    await job.session.flush()
    return [replace(one, held=False) for one in made if one.about and delivery_of(one.about.purpose) in going]


async def not_published(job: Job, obstacle: Obstacle) -> list[Notice]:
    """Its time came, and nothing was sent: everybody who takes part hears of it."""
    row = job.row
    await drop(job.session, job.desk, row, job.now)
    move(row, Step.MISS)
    fields: dict[str, Any] = {
        "why": obstacle.why,
        "names": obstacle.names,
        "due": row.publish_at or job.now,
    }
    disarm(row)
    await job.note_down("message.not_published", {"why": obstacle.why.value, "exercise": row.exercise})
    teller = await job.teller()
    owners = writers_of(job.snapshot, row.owner)
    note = await teller.note("message.not_published", fields, mention=owners, priority=Priority.PRESS)
    return [*await teller.card(), *note]


async def _obstacle(session: AsyncSession, desk: Desk, row: MessageRow, now: datetime) -> Obstacle | None:
    """What stands in the way of a message that is signed as it should be."""
    content = await content_of(session, row)
    if content.expires_at is not None and content.expires_at <= now:
        return Obstacle(Unfit.EXPIRED)
    missing = tuple(code for code, one in sorted(content.variants.items()) if one is None or not one.ready)
    if missing:
        return Obstacle(Unfit.LANGUAGES, missing)
    if lapsed := await desk.guide.lapsed(session, content.guide) if content.guide else ():
        return Obstacle(Unfit.GUIDE, tuple(dict.fromkeys(one.language for one in lapsed)))
    if row.corrects_id is not None:
        original = await held(session, row.corrects_id)
        if not await can_be_corrected(session, original):
            return Obstacle(Unfit.ORIGINAL, (original.reference,))
    return None


async def _original(job: Job) -> None:
    """What this corrects is corrected from here on; no mail or request of it that waits goes out after."""
    if job.row.corrects_id is None:
        return
    original = await held(job.session, job.row.corrects_id)
    move(original, Step.CORRECT)
    before = replace(job, row=original)
    for one in await released_of(job.session, original):
        # in rooms the order is kept, and what comes late is edited there
        await cancel(before, one, "corrected", but=ChannelKind.ROOM)
        if await is_settled(job.session, one):
            await close(before, one)
