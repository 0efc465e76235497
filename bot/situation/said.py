"""What is said with a posting: that it is late, that it replaces another, and what never went out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.situation.compile import compile_version
from bot.situation.compiled import Change, Inputs
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import inputs_of
from bot.situation.rounds import RoundState
from bot.situation.tables import RoundRow
from bot.situation.values import Audience

LATE: Final = timedelta(minutes=2)
"""Later than this it is said that it is late."""


class LateCause(StrEnum):
    """AWAY: the bot was; ROOM: the room had strangers; HOMESERVER: it took the message only then."""

    AWAY = "away"
    ROOM = "room"
    HOMESERVER = "homeserver"


@dataclass(frozen=True)
class Late:
    """``at``: when it went out, or came through."""

    due_at: datetime
    at: datetime
    cause: LateCause


@dataclass(frozen=True)
class Replaces:
    """The version before it, which is now replaced.

    ``held``: it went out without text. ``changes``: what is otherwise in this one, for this audience.
    """

    version: int
    at: datetime
    held: bool
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Missed:
    """A round that was never posted."""

    reference: str
    due_at: datetime


@dataclass(frozen=True)
class SaidWith:
    replaces: Replaces | None = None
    missed: tuple[Missed, ...] = ()


async def said_with(
    session: AsyncSession,
    picture: PictureRow,
    round_: RoundRow,
    inputs: Inputs,
    *,
    audience: Audience,
    kommun: str | None = None,
) -> SaidWith:
    return SaidWith(
        await _replaces(session, picture, inputs, audience, kommun), await _missed(session, round_)
    )


async def _replaces(
    session: AsyncSession, picture: PictureRow, inputs: Inputs, audience: Audience, kommun: str | None
) -> Replaces | None:
    before = await session.scalar(
        select(PictureRow)
        .where(
            PictureRow.round_id == picture.round_id,
            PictureRow.version < picture.version,
            PictureRow.published_at.is_not(None),
        )
        .order_by(PictureRow.version.desc())
        .limit(1)
    )
    if before is None or before.published_at is None:
        return None
    changes: tuple[Change, ...] = ()
    if not before.held and before.inputs is not None:
        old = inputs_of(before)
        against = replace(inputs, before=old.reports, before_reference=old.reference)
        changes = compile_version(against, audience, kommun=kommun).changes
    return Replaces(before.version, before.published_at, before.held, changes)


async def _missed(session: AsyncSession, round_: RoundRow) -> tuple[Missed, ...]:
    """Those between this one and the last that went out."""
    last = await session.scalar(
        select(RoundRow.due_at)
        .where(
            RoundRow.state == RoundState.POSTED,
            RoundRow.exercise == round_.exercise,
            RoundRow.due_at < round_.due_at,
        )
        .order_by(RoundRow.due_at.desc())
        .limit(1)
    )
    wanted = select(RoundRow.reference, RoundRow.due_at).where(
        RoundRow.state == RoundState.MISSED,
        RoundRow.exercise == round_.exercise,
        RoundRow.due_at < round_.due_at,
    )
    if last is not None:
        wanted = wanted.where(RoundRow.due_at > last)
    found = await session.execute(wanted.order_by(RoundRow.due_at))
    return tuple(Missed(reference, due_at) for reference, due_at in found)
