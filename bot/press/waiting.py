"""What of joint messages waits for one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Caller, Role
from bot.press.content import Content, from_json
from bot.press.desk import Desk
from bot.press.pictures import actor_name, revision_of
from bot.press.seats import Stuck, stuck
from bot.press.signed import Standing, living
from bot.press.tables import MessageRow
from bot.press.values import State
from bot.press.who_signs import could_sign
from bot.press.writers import writers

_OPEN: Final = (State.CIRCULATED, State.APPROVED, State.HELD, State.MISSED)
_MOST: Final = 200


class MessageWaits(StrEnum):
    """SIGN: for somebody's answer. MOVE: for that of somebody whose yes counts for another actor already.

    The others wait for whoever writes for the owner.
    REVISE: it is blocked. STUCK: nobody can get it approved. PLAN: approved, without a time. RELEASE: paused.
    MISSED: a new time, or a stop.
    """

    SIGN = "sign"
    MOVE = "move"
    REVISE = "revise"
    STUCK = "stuck"
    PLAN = "plan"
    RELEASE = "release"
    MISSED = "missed"


@dataclass(frozen=True)
class MessageWait:
    """``at``: when the answer is due. ``revision``: the one to answer about.

    ``actor`` has nobody else whose yes would count: the reader's counts for ``given``. Both are names.
    """

    kind: MessageWaits
    reference: str
    title: str
    revision: int
    at: datetime | None
    exercise: bool
    actor: str = ""
    given: str = ""
    stuck: Stuck | None = None


async def messages_wait_for(
    session: AsyncSession, desk: Desk, caller: Caller, now: datetime
) -> list[MessageWait]:
    """What the caller should answer or decide, the oldest first."""
    signs = caller.roles.get(Role.GODKANNARE, frozenset())
    writes = caller.roles.get(Role.KOMMUNIKATOR, frozenset())
    if not signs and not writes:
        return []
    snapshot = await desk.snapshot(session)
    open_ones = select(MessageRow).where(MessageRow.state.in_(_OPEN)).order_by(MessageRow.id).limit(_MOST)
    found = []
    for row in (await session.scalars(open_ones)).all():
        revision = await revision_of(session, row)
        if revision.content is None:
            continue
        content = from_json(revision.content)
        standing = await living(session, snapshot, row, content, now)
        wrote = caller.user_id in await writers(session, row)
        given = None if wrote else standing.counts_for(caller.user_id)
        done = wrote or given is not None
        kinds = _kinds(row, standing, frozenset() if done else signs, writes)
        found += [_wait(kind, row, content) for kind in kinds]
        if row.state != State.CIRCULATED or standing.blocked:
            continue
        if row.owner in writes and (why := await stuck(session, snapshot, row, now)) is not None:
            found.append(replace(_wait(MessageWaits.STUCK, row, content), stuck=why))
        if given is not None:
            found += [
                replace(
                    _wait(MessageWaits.MOVE, row, content),
                    actor=actor_name(snapshot, one),
                    given=actor_name(snapshot, given),
                )
                for one in standing.waited_for
                if one in signs and not await could_sign(session, snapshot, row, one, now, standing=standing)
            ]
    return found


def _kinds(
    row: MessageRow, standing: Standing, signs: frozenset[str], writes: frozenset[str]
) -> Iterator[MessageWaits]:
    circulated, owner = row.state == State.CIRCULATED, row.owner in writes
    if circulated and not standing.blocked and signs & set(standing.waited_for):
        yield MessageWaits.SIGN
    if circulated and standing.blocked and owner:
        yield MessageWaits.REVISE
    if row.state == State.APPROVED and row.publish_at is None and owner:
        yield MessageWaits.PLAN
    if row.state == State.HELD and owner:
        yield MessageWaits.RELEASE
    if row.state == State.MISSED and owner:
        yield MessageWaits.MISSED


def _wait(kind: MessageWaits, row: MessageRow, content: Content) -> MessageWait:
    return MessageWait(kind, row.reference, content.title, row.revision, row.sign_by, row.exercise)
