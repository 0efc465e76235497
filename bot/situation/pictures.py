"""Pictures as they were compiled and published: which is the newest, and what the levels have been."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import kommuner
from bot.situation.compiled import Inputs, Version
from bot.situation.freeze import from_json
from bot.situation.picture_tables import PictureRow
from bot.situation.tables import RoundRow
from bot.situation.values import COUNTY, Audience, Level, RoundState

_MARK: Final = "."


class PictureState(StrEnum):
    """See ``PictureRow.state``."""

    WORKING = "working"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


OPEN: Final = (PictureState.WORKING, PictureState.REVIEWED)
"""Not posted yet: what is reviewed."""


def object_of(reference: str, version: int) -> str:
    """What messages about one version are about: LB-1121-1, and LB-1121-1.2 for its second version."""
    return reference if version == 1 else f"{reference}{_MARK}{version}"


def read_object(object_id: str) -> tuple[str, int | None]:
    """The reference, and the version where one is named."""
    reference, _, version = object_id.partition(_MARK)
    return reference, int(version) if version.isdecimal() and len(version) < _LONGEST else None


_LONGEST = 5


def inputs_of(row: PictureRow) -> Inputs:
    """What the picture was compiled of.

    Raises:
        LookupError: its time is over, and it was erased.
    """
    if row.inputs is None:
        raise LookupError(row.id)
    return from_json(row.inputs)


async def latest_published(session: AsyncSession, *, exercise: bool = False) -> PictureRow | None:
    """The newest picture that went out, held or whole."""
    number = await latest_number(session, exercise=exercise)
    return None if number is None else await session.get(PictureRow, number)


async def latest_number(session: AsyncSession, *, exercise: bool = False) -> int | None:
    """Its id alone: what it was made of is large, and need not be opened to see whether it is another."""
    found: int | None = await session.scalar(_newest(exercise=exercise).limit(1))
    return found


async def published(session: AsyncSession, reference: str, version: int | None = None) -> PictureRow | None:
    """That version, if it went out; without one the newest that did. ``LB-1121-1.2`` names one too."""
    reference, named = read_object(reference)
    wanted = _went_out().where(RoundRow.reference == reference)
    if (version or named) is not None:
        wanted = wanted.where(PictureRow.version == (version or named))
    found: PictureRow | None = await session.scalar(wanted.order_by(PictureRow.version.desc()).limit(1))
    return found


async def published_before(session: AsyncSession, round_: RoundRow) -> PictureRow | None:
    """The last whole picture of an earlier round: what has changed is told since that one.

    One that was held had no text in it, so nobody has read what it was made of.
    """
    wanted = _newest(exercise=round_.exercise).where(RoundRow.due_at < round_.due_at, ~PictureRow.held)
    number = await session.scalar(wanted.limit(1))
    return None if number is None else await session.get(PictureRow, number)


async def newest(session: AsyncSession, round_id: int, *, hold: bool = False) -> PictureRow | None:
    """The round's last version, whatever its state; ``hold``: nobody compiles it anew until the commit."""
    wanted = select(PictureRow).where(PictureRow.round_id == round_id).order_by(PictureRow.version.desc())
    wanted = wanted.limit(1)
    if hold:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found: PictureRow | None = await session.scalar(wanted)
    return found


async def round_of_picture(session: AsyncSession, row: PictureRow) -> RoundRow:
    return await session.get_one(RoundRow, row.round_id)


def levels_of(version: Version) -> Mapping[str, int | None]:
    """By kommun's code and ``COUNTY``, as they are kept for the history."""
    return {one.kommun: one.level for one in (*version.levels, version.county)}


async def history(
    session: AsyncSession, audience: Audience, days: int, until: date
) -> Mapping[str, tuple[Level | None, ...]]:
    """The level in the last posting of each of so many days, the oldest first, by code and ``COUNTY``.

    ``until`` is the last day, in the zone of the postings. Exercises leave no trace in it.
    """
    first = until - timedelta(days=days - 1)
    found = await session.execute(
        select(RoundRow.wall, PictureRow.levels)
        .join(RoundRow, RoundRow.id == PictureRow.round_id)
        .where(
            PictureRow.published_at.is_not(None),
            ~RoundRow.exercise,
            RoundRow.wall >= first.isoformat(),
            RoundRow.wall < (until + timedelta(days=1)).isoformat(),
        )
        .order_by(RoundRow.due_at, PictureRow.version)
    )
    by_day = {wall[:10]: (levels or {}).get(audience.value, {}) for wall, levels in found}
    dates = [(first + timedelta(days=number)).isoformat() for number in range(days)]
    return {
        place: tuple(_level(by_day.get(day, {}).get(place)) for day in dates)
        for place in (*(one.code for one in kommuner()), COUNTY)
    }


def _level(stored: int | None) -> Level | None:
    return None if stored is None else Level(stored)


def _went_out() -> Select[PictureRow]:
    return (
        select(PictureRow)
        .join(RoundRow, RoundRow.id == PictureRow.round_id)
        .where(PictureRow.published_at.is_not(None))
    )


def _newest(*, exercise: bool) -> Select[int]:
    """Ids, the newest first: found from the rounds, so that no other picture's row is read."""
    return (
        select(PictureRow.id)
        .join(RoundRow, RoundRow.id == PictureRow.round_id)
        .where(
            RoundRow.state == RoundState.POSTED,
            RoundRow.exercise == exercise,
            PictureRow.published_at.is_not(None),
        )
        .order_by(RoundRow.due_at.desc(), PictureRow.version.desc())
    )
