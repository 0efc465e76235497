"""Stopping a message: at once, by anyone who has a say, with any device, until the last moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.chat.declare import Call
from bot.chat.message import Caller, Role
from bot.chat.outcome import About, Notice, Outcome
from bot.errors import Refusal
from bot.press.closing import settled, stands_again
from bot.press.content import Content
from bot.press.desk import MESSAGE, Desk
from bot.press.halt import Halted, halt
from bot.press.job import Job
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.preparation import drop
from bot.press.publications import released_of
from bot.press.sight import answer_to, the_one
from bot.press.signed import void
from bot.press.states import UNPUBLISHED, Step, move, require
from bot.press.tables import MessageRow
from bot.press.tell import Teller, signers_of, writers_of
from bot.press.timing import disarm
from bot.press.values import State, VoidWhy
from bot.store import audit
from bot.store.outbox import Priority

_STOPPABLE: Final = UNPUBLISHED | {State.PUBLISHING}
_SPEAKS: Final = (Role.KOMMUNIKATOR, Role.GODKANNARE)


@dataclass(frozen=True)
class Stopped:
    """``name``: who stopped it, for which actor (None: as duty officer). ``reason``: in their own words.

    ``halted``: it was on its way out; what is out already can only be retracted.
    """

    picture: MessagePicture
    name: str
    actor: str | None
    reason: str | None
    halted: Halted | None = None


class StopMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, reason: str | None) -> Outcome:
        """Let nothing more of it go out. Its approvals are void; an edit takes it up again as a draft.

        Raises:
            Refusal: the caller has no say in it, or all that can be stopped is stopped or out.
        """
        session, now = call.session, call.now
        row, content = await the_one(call, reference, _STOPPABLE)
        snapshot = await self._desk.snapshot(session)
        actor = self._speaks_for(call, row, content)
        if actor is None and Role.TIB not in call.caller.roles:
            owner = actor_name(snapshot, row.owner)
            raise Refusal("message.no_say", reference=row.reference, owner=owner)
        require(row, Step.STOP)
        halted = await halt(session, self._desk, row, now) if row.state == State.PUBLISHING else None
        ended = halted is None or not halted.out
        if ended:
            await self._end(call, row)
        await _record(call, row, actor, halted)
        after = await (self._before(call, row) if ended else self._settled(call, row))
        picture = await picture_of(session, snapshot, row, now)
        whose = actor_name(snapshot, actor) if actor else None
        stopped = Stopped(picture, call.caller.name, whose, reason or None, halted)
        teller = Teller(session, self._desk, snapshot, row, picture)
        concerned = dict.fromkeys(
            (
                *writers_of(snapshot, row.owner),
                *(one for seat in picture.seats for one in signers_of(snapshot, seat.actor)),
            )
        )
        concerned.pop(call.caller.user_id, None)
        notices = [
            *(one for one in after if ended or not one.status),
            *await teller.card(),
            *await teller.note(
                "message.stopped",
                {"stopped": stopped},
                mention=concerned if row.circulated_at is not None else (),
                but=call.place.room_id,
                priority=Priority.CASE,
            ),
        ]
        return Outcome(
            stopped,
            tuple(notices),
            About(MESSAGE, row.reference, "answer"),
            answer_to(call),
            priority=Priority.CASE,
        )

    async def _end(self, call: Call, row: MessageRow) -> None:
        """Nothing of it is out, and nothing of it will be."""
        move(row, Step.STOP)
        row.ended_at, row.ended_by = call.now, call.caller.user_id
        row.held_at = row.held_by = row.held_why = row.remind_at = None
        disarm(row)
        await drop(call.session, self._desk, row, call.now)
        await void(call.session, row, call.now, VoidWhy.STOPPED)

    async def _before(self, call: Call, row: MessageRow) -> list[Notice]:
        """Of a correction that nobody has: what it was to correct."""
        return await stands_again(await Job.on(call.session, self._desk, row, call.now))

    async def _settled(self, call: Call, row: MessageRow) -> list[Notice]:
        """Of what was on its way something is out: that may have been the last of it."""
        job = await Job.on(call.session, self._desk, row, call.now)
        return [note for one in await released_of(call.session, row) for note in await settled(job, one)]

    def _speaks_for(self, call: Call, row: MessageRow, content: Content | None) -> str | None:
        """The actor that the caller stops it for: the owner, or one that must sign or has a veto."""
        quorum = content.quorum if content is not None else None
        may = (row.owner, *((*quorum.required, *quorum.veto) if quorum is not None else ()))
        theirs = _held(call.caller)
        return next((one for one in dict.fromkeys(may) if one in theirs), None)


async def _record(call: Call, row: MessageRow, actor: str | None, halted: Halted | None) -> None:
    await audit.append(
        call.session,
        at=call.now,
        actor=call.caller.user_id,
        action="message.stop",
        object=row.reference,
        fields={
            "revision": row.revision,
            "state": row.state,
            "for": actor,
            "out": halted.out if halted is not None else 0,
            "exercise": row.exercise,
            "trust": call.caller.trust.value,
        },
    )


def _held(caller: Caller) -> frozenset[str]:
    """The actors that somebody writes or approves for, as a stand-in too."""
    return frozenset().union(*(caller.roles.get(role, frozenset()) for role in _SPEAKS))
