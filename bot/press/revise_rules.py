"""When somebody may put a revision on top of another, and where that leaves the message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bot.chat.declare import Call
from bot.errors import Refusal
from bot.press.content import from_json
from bot.press.difference import Change, changes
from bot.press.entries import PressEntry
from bot.press.find import owns
from bot.press.pictures import actor_name, person_name, revision_of
from bot.press.sign_times import start
from bot.press.states import OUT, Step, move
from bot.press.tables import MessageRow, RevisionRow
from bot.press.timing import arm, unplan
from bot.press.values import State
from bot.register.section import Snapshot

_JUST_NOW: Final = timedelta(minutes=10)
"""A revision of somebody else's that is younger may not have been seen by who changes the same part now."""


def owned(call: Call, snapshot: Snapshot, row: MessageRow) -> None:
    """Only who writes for its owner changes a message.

    Raises:
        Refusal: ``message.not_owner``.
    """
    if not owns(row, call.caller):
        raise Refusal(
            "message.not_owner",
            reference=row.reference,
            owner=actor_name(snapshot, row.owner),
            is_out=State(row.state) in OUT,
        )


def unfixed(row: MessageRow, *, exercise: bool | None, owner: str | None, timed: bool) -> None:
    """What was decided when the message was begun is no part of a change, and its time is set elsewhere.

    Raises:
        Refusal: ``message.fixed``, ``message.timed_apart``.
    """
    if exercise not in {None, row.exercise} or owner not in {None, row.owner}:
        raise Refusal("message.fixed", reference=row.reference)
    if timed:
        raise Refusal("message.timed_apart", reference=row.reference)


async def last_seen(call: Call, row: MessageRow, base: int | None) -> int:
    """The newest revision that the caller can be taken to have read; ``base`` is the one they say.

    Raises:
        Refusal: ``message.no_revision``.
    """
    if base is not None:
        known(row, base)
        return base
    # a change that was written while nobody read it saw no more than was there then
    before = min(call.now, call.incoming.origin_at) - _JUST_NOW
    found = select(RevisionRow.number).where(
        RevisionRow.message_id == row.id,
        (RevisionRow.made_by == call.caller.user_id) | (RevisionRow.made_at <= before),
    )
    return await call.session.scalar(found.order_by(RevisionRow.number.desc()).limit(1)) or 1


async def last_own(call: Call, row: MessageRow) -> int:
    """The newest revision that the caller made."""
    found = select(RevisionRow.number).where(
        RevisionRow.message_id == row.id, RevisionRow.made_by == call.caller.user_id
    )
    return await call.session.scalar(found.order_by(RevisionRow.number.desc()).limit(1)) or 1


def known(row: MessageRow, number: int) -> None:
    """A revision that there is.

    Raises:
        Refusal: ``message.no_revision``.
    """
    if not 1 <= number <= row.revision:
        raise Refusal("message.no_revision", reference=row.reference, number=number, newest=row.revision)


async def nobody_else(
    call: Call, snapshot: Snapshot, row: MessageRow, seen: int, mine: tuple[Change, ...]
) -> None:
    """Nobody writes over what they have not seen; changes of other parts than theirs stand beside theirs.

    Raises:
        Refusal: ``message.newer``: the same part was changed after the revision that was seen.
    """
    if seen >= row.revision:
        return
    base = await revision_of(call.session, row, seen)
    newest = await revision_of(call.session, row)
    if base.content is None or newest.content is None:
        return
    others = changes(from_json(base.content), from_json(newest.content))
    if {one.key for one in others}.isdisjoint(one.key for one in mine):
        return
    raise Refusal(
        "message.newer",
        reference=row.reference,
        revision=newest.number,
        name=person_name(snapshot, newest.made_by) or newest.made_by,
        at=newest.made_at,
        exercise=row.exercise,
    )


def step_back(row: MessageRow, entry: PressEntry, now: datetime) -> datetime | None:
    """To where a revised message stands; the time that it lost, when it was paused.

    The time to sign begins anew. A paused message that kept its time would go out by itself once it is
    signed, and nobody would have released it.
    """
    was = State(row.state)
    move(row, Step.REVISE)
    row.weigh_at = None
    untimed = None
    if was is State.HELD:
        untimed = row.publish_at
        row.held_at = row.held_by = row.held_why = None
        unplan(row)
    elif was is State.STOPPED:
        row.ended_at = row.ended_by = row.circulated_at = row.sign_by = row.remind_at = None
        row.published_at = row.give_up_at = None
    if row.state == State.CIRCULATED:
        start(row, entry, now)
    arm(row, entry, now)
    return untimed
