"""Pausing one message, or all of them; and all of them when the mode changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call
from bot.chat.message import Role
from bot.chat.outcome import About, Notice, Outcome, Undo
from bot.errors import Refusal
from bot.press.desk import MESSAGE, Desk
from bot.press.find import owns
from bot.press.held_tell import Cause, tell_all
from bot.press.holding import BY_THE_BOT, Holder, hold, hold_all
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.sight import answer_to, the_one
from bot.press.tables import MessageRow
from bot.press.tell import Teller, writers_of
from bot.press.values import HeldWhy, State
from bot.store.outbox import Priority

_CENTRE: Final = frozenset({Role.TIB, Role.ADMIN})
_HOLDABLE: Final = frozenset({State.CIRCULATED, State.APPROVED, State.SCHEDULED})


@dataclass(frozen=True)
class Paused:
    """``dropped``: it was not signed yet, so only the time that was wished for, ``at``, is gone."""

    picture: MessagePicture
    name: str
    at: datetime | None
    dropped: bool
    cause: Cause | None


class PauseMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, cause: Cause | None) -> Outcome:
        """Keep one message back.

        Raises:
            Refusal: it is another actor's, or there is nothing to keep back.
        """
        session, now, me = call.session, call.now, call.caller
        row, _ = await the_one(call, reference, _HOLDABLE)
        snapshot = await self._desk.snapshot(session)
        if not owns(row, me) and not _CENTRE & me.roles.keys():
            owner = actor_name(snapshot, row.owner)
            raise Refusal("message.not_pauser", reference=row.reference, owner=owner)
        kept = await hold(session, self._desk, row, Holder(me.user_id, HeldWhy.ONE, me.trust.value), now)
        picture = await picture_of(session, snapshot, row, now)
        paused = Paused(picture, me.name, kept.at, kept.dropped, cause)
        teller = Teller(session, self._desk, snapshot, row, picture)
        notices = [
            *await teller.card(),
            *await teller.note(
                "message.paused",
                {"paused": paused},
                mention=[one for one in writers_of(snapshot, row.owner) if one != me.user_id],
                but=call.place.room_id,
                priority=Priority.CASE,
            ),
        ]
        undo = None if kept.dropped else Undo(("budskap", "släpp"), {"reference": row.reference})
        about = About(MESSAGE, row.reference, "answer")
        return Outcome(paused, tuple(notices), about, answer_to(call), Priority.CASE, undo)


@dataclass(frozen=True)
class AllPaused:
    """``going``: how many were on their way out already, and can only be stopped one by one."""

    cause: Cause
    number: int
    going: int


class PauseAll:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, cause: Cause) -> Outcome:
        """Keep back everything that has a time; each must be released again.

        Raises:
            Refusal: the caller is neither duty officer nor administrator.
        """
        session, now, me = call.session, call.now, call.caller
        if not _CENTRE & me.roles.keys():
            raise Refusal("plan.not_all")
        holder = Holder(me.user_id, HeldWhy.ALL, me.trust.value)
        kept = await hold_all(session, self._desk, holder, cause, now)
        going = select(func.count()).select_from(MessageRow).where(MessageRow.state == State.PUBLISHING)
        return Outcome(
            AllPaused(cause, len(kept), await session.scalar(going) or 0),
            tuple(await tell_all(session, self._desk, kept, cause, now, by=me.name)),
            priority=Priority.CASE,
        )


class PauseForMode:
    """What the situation's mode is handed: when it changes, nothing planned goes out by itself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, session: AsyncSession, now: datetime) -> Sequence[Notice]:
        """Keep back everything that has a time; who is told."""
        kept = await hold_all(session, self._desk, Holder(BY_THE_BOT, HeldWhy.MODE), Cause.MODE, now)
        return await tell_all(session, self._desk, kept, Cause.MODE, now)
