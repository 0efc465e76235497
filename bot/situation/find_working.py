"""Which picture a duty officer means: the one under review, or the newest that is out."""

from __future__ import annotations

from sqlalchemy import Select, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import OPEN, PictureState, read_object
from bot.situation.round_refs import round_or_request
from bot.situation.rounds import RoundState, current_round
from bot.situation.tables import RoundRow

Found = tuple[PictureRow, RoundRow]


async def working(session: AsyncSession, reference: str | None) -> Found:
    """The working version, held until the transaction ends: that one, or what goes out next.

    Of several that wait it is one that nobody has approved, of a real round, and the first that is due; what
    is out without its text comes after those. The round is held first, as the clock does when it posts.

    Raises:
        Refusal: ``picture.nothing_to_review`` (with when the next round closes), ``picture.unknown``.
    """
    open_ = _ALL.where(PictureRow.state.in_(OPEN)).order_by(None).order_by(*_NEXT)
    return await _held(session, _of(reference, open_), reference)


async def posted(session: AsyncSession, reference: str | None) -> Found:
    """The newest version that is out, held; only of the newest round, as older ones are history.

    Raises:
        Refusal: ``picture.none_posted``, ``picture.unknown``, ``picture.not_newest``.
    """
    out = _ALL.where(PictureRow.published_at.is_not(None))
    found = await _first(session, _of(reference, out))
    if found is None:
        raise Refusal("picture.unknown" if reference else "picture.none_posted", reference=reference)
    row, round_ = await _hold(session, found)
    newest = await _first(session, out.where(RoundRow.exercise == round_.exercise))
    if newest is not None and newest[1] != round_.id:
        last = await session.get_one(RoundRow, newest[1])
        raise Refusal("picture.not_newest", reference=round_.reference, newest=last.reference)
    return row, round_


_ALL = (
    select(PictureRow.id, RoundRow.id)
    .join(RoundRow, RoundRow.id == PictureRow.round_id)
    .order_by(RoundRow.exercise, RoundRow.due_at.desc(), PictureRow.version.desc())
    .limit(1)
)


_CLOSED = RoundRow.state == RoundState.CLOSED
_NEXT = (
    RoundRow.exercise,
    case((PictureRow.state == PictureState.REVIEWED, 1), else_=0),
    case((_CLOSED, 0), else_=1),
    case((_CLOSED, RoundRow.due_at)),
    RoundRow.due_at.desc(),
    PictureRow.version.desc(),
)


def _of(reference: str | None, wanted: Select[int, int]) -> Select[int, int]:
    """Without a reference a real round comes before an exercise."""
    if reference is None:
        return wanted
    return wanted.where(RoundRow.reference == _read(reference))


async def _held(session: AsyncSession, wanted: Select[int, int], reference: str | None) -> Found:
    found = await _first(session, wanted)
    if found is not None:
        row, round_ = await _hold(session, found)
        if row.state in OPEN:
            return row, round_
    if reference is not None:
        known = await session.scalar(select(RoundRow).where(RoundRow.reference == _read(reference)))
        if known is None:
            raise Refusal("picture.unknown", reference=reference)
    coming = await current_round(session)
    closes = coming.closes_at if coming is not None and coming.state != RoundState.CLOSED else None
    raise Refusal("picture.nothing_to_review", closes_at=closes)


def _read(reference: str) -> str:
    """As people type it, with or without the version: ``lb 1121 1``, ``LB-1121-1.2``."""
    return round_or_request(read_object(reference)[0])


async def _first(session: AsyncSession, wanted: Select[int, int]) -> tuple[int, int] | None:
    found = (await session.execute(wanted)).first()
    return None if found is None else (found[0], found[1])


async def _hold(session: AsyncSession, found: tuple[int, int]) -> Found:
    picture_id, round_id = found
    round_ = await session.get_one(RoundRow, round_id, with_for_update=True, populate_existing=True)
    row = await session.get_one(PictureRow, picture_id, with_for_update=True, populate_existing=True)
    return row, round_
