"""A picture is published: from here on each room's posting is a row of its own, until that room has it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.register.section import Snapshot
from bot.situation.compile import compile_version
from bot.situation.compiled import Inputs
from bot.situation.desk import Desk
from bot.situation.picture_tables import PictureRow, PostingRow
from bot.situation.pictures import PictureState, inputs_of, levels_of, object_of
from bot.situation.places import Place, exercise_places, places
from bot.situation.rounds import RoundState, asked_actors
from bot.situation.tables import ReportRow, RoundRow
from bot.situation.values import Audience
from bot.store.audit import append

_SLICE: Final = 500


class PostingState(StrEnum):
    """See ``PostingRow.state``."""

    WAITING = "waiting"
    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    REPLACED = "replaced"


OUT: Final = (PostingState.QUEUED, PostingState.SENT)


async def publish(
    session: AsyncSession,
    desk: Desk,
    row: PictureRow,
    round_: RoundRow,
    now: datetime,
    *,
    held: bool,
) -> int:
    """Make the postings, each due at once; how many rooms.

    ``held``: without free text, as nobody has reviewed it; the whole one is then a working version again.
    """
    first = round_.state != RoundState.POSTED
    inputs = inputs_of(row)
    await _supersede(session, row)
    row.state, row.held, row.published_at = PictureState.PUBLISHED, held, now
    if not round_.exercise:
        # As levels have no words in them, they are the same in a held version.
        row.levels = {
            audience.value: dict(levels_of(compile_version(inputs, audience, held=True)))
            for audience in (Audience.ROC, Audience.SSR)
        }
    round_.state, round_.posted_at = RoundState.POSTED, round_.posted_at or now
    if held:
        session.add(_whole(row))
    else:
        await _mark_published(session, inputs, now)
    snapshot = await desk.snapshot(session)
    found = await places_of(session, snapshot, round_)
    await _replace_waiting(session, {one.address for one in found}, exercise=round_.exercise)
    due = round_.due_at if first else now
    session.add_all(_posting(row, one, due, now) for one in found)
    await append(
        session,
        at=now,
        actor=row.reviewed_by or "rocbot",
        action="picture.published",
        object=object_of(round_.reference, row.version),
        fields={"held": held, "rooms": len(found), "due": due.isoformat()},
    )
    await session.flush()
    return len(found)


async def places_of(session: AsyncSession, snapshot: Snapshot, round_: RoundRow) -> tuple[Place, ...]:
    """Who gets the round's picture by the register in force."""
    if round_.exercise:
        return exercise_places(snapshot, await asked_actors(session, snapshot, round_))
    return places(snapshot)


def _whole(held: PictureRow) -> PictureRow:
    """What is still to be reviewed, as a version after the one that went out without text."""
    return PictureRow(
        round_id=held.round_id,
        version=held.version + 1,
        state=PictureState.WORKING,
        compiled_at=held.compiled_at,
        inputs=held.inputs,
        left_out=held.left_out,
        mark=held.mark,
        looked_by=held.looked_by,
        looked_at=held.looked_at,
    )


def _posting(row: PictureRow, place: Place, due: datetime, now: datetime) -> PostingRow:
    return PostingRow(
        picture_id=row.id,
        room=place.room or place.address,
        address=place.address,
        audience=place.audience.value,
        kommun=place.kommun,
        due_at=due,
        state=PostingState.WAITING,
        look_at=now,
        # A local picture is words about one kommun; the county's map is in the wider rooms.
        pictured=place.kommun is not None,
    )


async def _supersede(session: AsyncSession, row: PictureRow) -> None:
    older = (PictureRow.round_id == row.round_id, PictureRow.version < row.version)
    await session.execute(update(PictureRow).where(*older).values(state=PictureState.SUPERSEDED))


async def _mark_published(session: AsyncSession, inputs: Inputs, now: datetime) -> None:
    ids = sorted(one.id for one in inputs.reports)
    for start in range(0, len(ids), _SLICE):
        some = ids[start : start + _SLICE]
        await session.execute(
            update(ReportRow)
            .where(ReportRow.id.in_(some), ReportRow.published_at.is_(None))
            .values(published_at=now)
        )


async def _replace_waiting(session: AsyncSession, addresses: Collection[str], *, exercise: bool) -> None:
    """A room that could not have the last one gets this one and not both."""
    of = select(PictureRow.id).join(RoundRow).where(RoundRow.exercise == exercise)
    await session.execute(
        update(PostingRow)
        .where(
            PostingRow.state == PostingState.WAITING,
            PostingRow.address.in_(addresses),
            PostingRow.picture_id.in_(of),
        )
        .values(state=PostingState.REPLACED, look_at=None)
    )
