"""The mode: what calls there are, which of them waits, and what holds now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person
from bot.chat.declare import Choice
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.compiled import ModeState
from bot.situation.desk import MODE
from bot.situation.names import names
from bot.situation.numbers import next_number
from bot.situation.references import CALLS, is_latest, numbered_reference
from bot.situation.tables import ModeRow
from bot.situation.values import Mode


class CallState(StrEnum):
    """JOINED: to a call that waited already, and decided with it. ENDED: the ordinary mode is back."""

    CALLED = "called"
    JOINED = "joined"
    ACTIVATED = "activated"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True)
class CallPicture:
    """A call as it stands, with names in place of ids."""

    reference: str
    state: CallState
    cause: str | None
    actor: str
    called_by: str
    called_at: datetime
    exercise: bool = False
    decided_by: str | None = None
    decided_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    joined: tuple[str, ...] = ()
    """The actors that called for it too."""


async def mode_now(session: AsyncSession, *, exercise: bool = False) -> ModeState:
    """The mode, its time and its cause, and whether a call waits."""
    standing = await latest_call(session, exercise=exercise)
    waiting = await waiting_call(session, exercise=exercise)
    called = waiting.reference if waiting else None
    if standing is None:
        return ModeState(called=called)
    if standing.state != CallState.ACTIVATED:
        return ModeState(Mode.ORDINARY, standing.ended_at, called=called)
    return ModeState(
        Mode.ACTIVATED,
        since=standing.decided_at,
        cause=standing.cause,
        called_for=standing.called_for,
        reference=standing.reference,
        called=called,
    )


async def hold(session: AsyncSession) -> None:
    """Until this transaction ends nobody else calls or decides: of two at once one comes first."""
    await next_number(session, MODE)


async def waiting_call(session: AsyncSession, *, exercise: bool) -> ModeRow | None:
    return await _latest(session, exercise, {CallState.CALLED})


async def activated_call(session: AsyncSession, *, exercise: bool) -> ModeRow | None:
    return await _latest(session, exercise, {CallState.ACTIVATED})


async def latest_call(session: AsyncSession, *, exercise: bool) -> ModeRow | None:
    """What was activated last, whether it still is or not."""
    return await _latest(session, exercise, {CallState.ACTIVATED, CallState.ENDED})


async def joiners(session: AsyncSession, row: ModeRow) -> list[ModeRow]:
    """Those who called while it waited, in turn."""
    return list(await session.scalars(select(ModeRow).where(ModeRow.joins_id == row.id).order_by(ModeRow.id)))


async def picture_of(session: AsyncSession, snapshot: Snapshot, row: ModeRow) -> CallPicture:
    known = names(snapshot)
    others = dict.fromkeys(one.called_for for one in await joiners(session, row))
    return CallPicture(
        reference=row.reference,
        state=CallState(row.state),
        cause=row.cause,
        actor=known.actor(row.called_for),
        called_by=_name(snapshot, row.called_by) or row.called_by,
        called_at=row.called_at,
        exercise=row.exercise,
        decided_by=_name(snapshot, row.decided_by),
        decided_at=row.decided_at,
        ended_by=_name(snapshot, row.ended_by),
        ended_at=row.ended_at,
        reason=row.reason,
        joined=tuple(known.actor(one) for one in others if one != row.called_for),
    )


async def meant(
    session: AsyncSession, snapshot: Snapshot, reference: str | None, state: CallState
) -> ModeRow:
    """The call that somebody decides about: the one they name, else the only one in that state.

    Raises:
        Refusal: there is none, or several and it asks which.
    """
    if reference is not None and not is_latest(reference):
        return await _named(session, reference)
    found = await _rows(session, {state})
    if not found:
        last = await _rows(session, set(CallState) - {CallState.JOINED}, limit=1)
        picture = await picture_of(session, snapshot, last[0]) if last else None
        raise Refusal("mode.none", wanted=state, last=picture)
    if len(found) > 1:
        pictures = [await picture_of(session, snapshot, row) for row in found]
        choices = [Choice(one.reference, one.reference) for one in pictures]
        raise Refusal("mode.which", asks="reference", choices=choices, pictures=pictures)
    return found[0]


async def _named(session: AsyncSession, text: str) -> ModeRow:
    """By its reference; a call that joined another is decided with that one."""
    reference = numbered_reference(CALLS, text)
    row = await call_by(session, reference) if reference else None
    if row is not None and row.joins_id is not None:
        row = await session.get(ModeRow, row.joins_id, populate_existing=True)
    if row is None:
        raise Refusal("mode.unknown", text=text[:40])
    return row


async def call_by(session: AsyncSession, reference: str) -> ModeRow | None:
    found: ModeRow | None = await session.scalar(
        select(ModeRow).where(ModeRow.reference == reference).execution_options(populate_existing=True)
    )
    return found


async def _latest(session: AsyncSession, exercise: bool, states: Collection[CallState]) -> ModeRow | None:  # noqa: FBT001
    found: ModeRow | None = await session.scalar(
        select(ModeRow)
        .where(ModeRow.exercise == exercise, ModeRow.state.in_(sorted(states)))
        .order_by(ModeRow.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return found


async def _rows(
    session: AsyncSession, states: Collection[CallState], limit: int | None = None
) -> list[ModeRow]:
    """Real ones and exercises, the newest first."""
    found = await session.scalars(
        select(ModeRow)
        .where(ModeRow.state.in_(sorted(states)))
        .order_by(ModeRow.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return list(found)


def _name(snapshot: Snapshot, user_id: str | None) -> str | None:
    found = person(snapshot, user_id) if user_id else None
    return found.name if found else user_id
