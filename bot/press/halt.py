"""Stopping what is on its way: what is not out yet is taken back, and what is out is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.channel_kinds import adapters
from bot.press.closing import close
from bot.press.desk import Desk
from bot.press.job import Job
from bot.press.publications import STOPPED, PublicationState, act_of, is_settled, laid, publication_of
from bot.press.tables import DeliveryRow, MessageRow, PublicationRow
from bot.press.values import ChannelKind, DeliveryState

_WAITING: Final = (DeliveryState.PREPARED, DeliveryState.RELEASED)
_LATE: Final = "late"
_SILENT: Final = "no_answer"
_OUT: Final = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.RELEASED)


@dataclass(frozen=True)
class Halted:
    """How many addresses were spared it, and how many have it, or may: of those it can only be retracted."""

    spared: int
    out: int


async def halt(session: AsyncSession, desk: Desk, row: MessageRow, now: datetime) -> Halted:
    """Take back what of a message on its way is not out yet; nobody is told here.

    The caller holds the row. Where ``out`` is 0 it may take ``Step.STOP``; otherwise it is out in part.
    """
    job = await Job.on(session, desk, row, now)
    publication = await publication_of(session, row, act_of(row))
    if publication is None or publication.state != PublicationState.RELEASED:
        return Halted(0, 0)
    spared = await cancel(job, publication, STOPPED)
    found = [d for one in await laid(session, publication) for d in one.deliveries]
    out = sum(one.state in _OUT for one in found)
    if not out and await is_settled(session, publication):
        await close(job, publication)
    return Halted(spared, out)


async def cancel(job: Job, publication: PublicationRow, error: str, *, but: ChannelKind | None = None) -> int:
    """Take back what is held or on its way; how many will never have it.

    What cannot be taken back settles by itself. ``but``: a kind of channel that is left as it is.
    """
    session, ways = job.session, adapters(job.desk)
    spared = list[DeliveryRow]()
    for one in await laid(session, publication, _WAITING):
        if one.kind is None or one.kind is but or not one.deliveries:
            continue
        back = await ways[one.kind].cancel(session, one.deliveries, job.now)
        spared += [delivery for delivery in one.deliveries if delivery.id in back]
    for delivery in spared:
        delivery.state, delivery.error, delivery.settled_at = DeliveryState.CANCELLED, error, job.now
    await session.flush()
    return len(spared)


async def give_up(job: Job, publication: PublicationRow) -> None:
    """Of what could not be taken back the second time either nobody knows whether it came through."""
    for one in await laid(job.session, publication, _WAITING):
        for delivery in one.deliveries:
            if delivery.error == _LATE:
                delivery.state, delivery.error, delivery.settled_at = DeliveryState.UNKNOWN, _SILENT, job.now
            else:
                delivery.error = _LATE
    await job.session.flush()
