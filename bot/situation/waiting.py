"""What of the lägesbild waits for one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Caller, Role
from bot.situation.mode import CallState
from bot.situation.needs import NeedStatus
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import PictureState
from bot.situation.tables import ModeRow, NeedRow, RequestActor, RequestRow, RoundActor, RoundRow
from bot.situation.values import RoundState

_Asked = Select[Any, Any, Any]
"""Of reference, time, whether it is an exercise, and for a review whether it is late."""


class WaitKind(StrEnum):
    """CALL and REVIEW wait for duty officers, ROUND and REQUEST for reporters, NEED for its owner."""

    CALL = "call"
    REVIEW = "review"
    ROUND = "round"
    REQUEST = "request"
    NEED = "need"


@dataclass(frozen=True)
class Wait:
    """``at``: since when a call waits, and when everything else is due. ``late``: it went out without."""

    kind: WaitKind
    reference: str
    at: datetime | None
    exercise: bool
    late: bool = False


async def waits_for(session: AsyncSession, caller: Caller) -> list[Wait]:
    """What a duty officer should decide, what the own actor is asked for, and the needs one has taken."""
    found: list[Wait] = []
    if Role.TIB in caller.roles:
        found += await _of(session, WaitKind.CALL, _calls())
        found += await _of(session, WaitKind.REVIEW, _reviews())
    if actors := sorted(caller.roles.get(Role.RAPPORTOR, ())):
        found += await _of(session, WaitKind.ROUND, _rounds(actors))
        found += await _of(session, WaitKind.REQUEST, _requests(actors))
    return found + await _of(session, WaitKind.NEED, _needs(caller.user_id))


async def _of(session: AsyncSession, kind: WaitKind, query: _Asked) -> list[Wait]:
    return [Wait(kind, *row) for row in (await session.execute(query)).all()]


def _calls() -> _Asked:
    columns = select(ModeRow.reference, ModeRow.called_at, ModeRow.exercise)
    return columns.where(ModeRow.state == CallState.CALLED).order_by(ModeRow.id)


def _reviews() -> _Asked:
    """Compiled and not reviewed: before it goes out, or when it has gone out without text."""
    late: Any = RoundRow.state == RoundState.POSTED
    columns: _Asked = select(RoundRow.reference, RoundRow.due_at, RoundRow.exercise, late)
    return (
        columns.join(PictureRow, PictureRow.round_id == RoundRow.id)
        .where(
            RoundRow.state.in_((RoundState.CLOSED, RoundState.POSTED)),
            PictureRow.state == PictureState.WORKING,
        )
        .order_by(RoundRow.due_at)
    )


def _rounds(actors: list[str]) -> _Asked:
    return (
        select(RoundRow.reference, RoundRow.closes_at, RoundRow.exercise)
        .join(RoundActor, RoundActor.round_id == RoundRow.id)
        .where(
            RoundRow.state == RoundState.OPEN,
            RoundActor.actor.in_(actors),
            RoundActor.expected.is_(True),
            RoundActor.answered_at.is_(None),
        )
        .distinct()
        .order_by(RoundRow.closes_at)
    )


def _requests(actors: list[str]) -> _Asked:
    return (
        select(RequestRow.reference, RequestRow.due_at, RequestRow.exercise)
        .join(RequestActor, RequestActor.request_id == RequestRow.id)
        .where(RequestActor.actor.in_(actors), RequestActor.answered_at.is_(None))
        .distinct()
        .order_by(RequestRow.due_at)
    )


def _needs(user_id: str) -> _Asked:
    columns = select(NeedRow.reference, NeedRow.due_at, NeedRow.exercise)
    own = columns.where(NeedRow.owner == user_id, NeedRow.state == NeedStatus.TAKEN)
    return own.order_by(NeedRow.due_at)
