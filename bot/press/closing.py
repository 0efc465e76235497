"""The end of a publication: how its channels stand, where that leaves the message, and who is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.chain import chain_of, replaced_by
from bot.press.find import held
from bot.press.job import Job
from bot.press.publications import (
    PublicationState,
    act_of,
    is_settled,
    laid,
    publication_of,
    released_of,
)
from bot.press.spread import channel_state, first_and_last, publication_picture
from bot.press.states import Step, move
from bot.press.tables import PublicationRow
from bot.press.tell import writers_of
from bot.press.values import Act, ChannelState, State

_GOING_OUT: Final = frozenset({State.PUBLISHING, State.PARTLY})


async def settled(job: Job, publication: PublicationRow) -> list[Notice]:
    """Once nothing of it is on its way any more: it is done, the message moves, and everybody is told.

    The caller has changed deliveries. Of what was stopped or retracted meanwhile nothing more is said here.
    """
    session, row = job.session, job.row
    if publication.state != PublicationState.RELEASED or not await is_settled(session, publication):
        return []
    await close(job, publication)
    retracts = publication.act == Act.RETRACT
    if not retracts and row.state not in _GOING_OUT:
        return []
    found = await publication_picture(session, job.snapshot, publication, job.now)
    if not retracts:
        move(row, Step.PART if found.lacking else Step.SETTLE)
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
    return [*await teller.card(), *note, *await _before(job, publication)]


async def _before(job: Job, publication: PublicationRow) -> list[Notice]:
    """The cards of what this has taken the place of."""
    if publication.act == Act.PUBLISH:
        return []
    cards: list[Notice] = []
    for row in await chain_of(job.session, job.row):
        cards += await (await replace(job, row=row).teller()).card()
    return cards


async def stands_again(job: Job) -> list[Notice]:
    """What this was to take the place of holds again, as nobody had this before it was stopped; its cards."""
    session, row = job.session, job.row
    if row.corrects_id is None:
        return []
    original = await held(session, row.corrects_id)
    publication = await publication_of(session, original, act_of(original))
    if original.state != State.CORRECTED or publication is None or await replaced_by(session, original):
        return []
    found = await publication_picture(session, job.snapshot, publication, job.now)
    move(original, Step.PART if found.lacking else Step.SETTLE)
    before = replace(job, row=original)
    await before.note_down("message.stands_again", {"state": original.state, "by": row.reference})
    return await (await before.teller()).card()


async def close(job: Job, publication: PublicationRow) -> None:
    """It is done, and its channels are counted; nobody is told."""
    publication.state, publication.done_at = PublicationState.DONE, job.now
    await job.session.flush()
    if not await released_of(job.session, job.row):
        job.row.give_up_at = None
    await _count(job.session, publication)


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
