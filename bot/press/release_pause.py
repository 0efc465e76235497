"""Releasing a paused message: it goes out at its time again, or asks for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome, Undo
from bot.errors import Refusal
from bot.press.content import Content
from bot.press.desk import MESSAGE, Desk
from bot.press.entries import settings
from bot.press.find import owns
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.plan_reach import Reach, When, reach_of, settled
from bot.press.sight import answer_to, the_one
from bot.press.states import Step, move, require
from bot.press.tables import MessageRow
from bot.press.tell import Teller
from bot.press.timing import ahead, arm, unplan
from bot.press.values import State
from bot.press.weigh import weigh
from bot.store import audit
from bot.store.outbox import Priority

_HELD: Final = frozenset({State.HELD})


@dataclass(frozen=True)
class Released:
    """The state in the picture says whether it goes out by itself."""

    picture: MessagePicture
    name: str


class ReleasePause:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reach(self, call: Call, reference: str | None) -> Reach | None:
        """What is asked about: it goes out by itself again. None: its time has passed, so nothing does.

        Raises:
            Refusal: it is another actor's, or is not paused.
        """
        row, content = await self._look(call, reference)
        if row.publish_at is None or not ahead(row, call.now):
            return None
        when = settled(row, content, When(row.publish_at), call.now)
        return await reach_of(call, self._desk, row, content, when)

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Let it go on: planned again while its time lies ahead, else it waits for a new one.

        Raises:
            Refusal: as ``reach``.
        """
        session, now = call.session, call.now
        row, _ = await self._look(call, reference)
        snapshot = await self._desk.snapshot(session)
        move(row, Step.RELEASE)
        row.held_at = row.held_by = row.held_why = None
        if not ahead(row, now):
            unplan(row)
        weighed = await weigh(session, self._desk, row, now, but=call.place.room_id)
        if row.state == State.APPROVED and ahead(row, now):
            move(row, Step.SCHEDULE)
        arm(row, settings(snapshot), now)
        await audit.append(
            session,
            at=now,
            actor=call.caller.user_id,
            action="message.release",
            object=row.reference,
            fields={
                "revision": row.revision,
                "state": row.state,
                "exercise": row.exercise,
                "trust": call.caller.trust.value,
            },
        )
        picture = await picture_of(session, snapshot, row, now)
        released = Released(picture, call.caller.name)
        teller = Teller(session, self._desk, snapshot, row, picture)
        notices = [
            *(one for one in weighed if not one.status),
            *await teller.card(),
            *await teller.note(
                "message.released", {"released": released}, but=call.place.room_id, priority=Priority.PRESS
            ),
        ]
        undo = Undo(("budskap", "pausa"), {"reference": row.reference})
        about = About(MESSAGE, row.reference, "answer")
        return Outcome(released, tuple(notices), about, answer_to(call), undo=undo)

    async def _look(self, call: Call, reference: str | None) -> tuple[MessageRow, Content]:
        row, content = await the_one(call, reference, _HELD)
        if not owns(row, call.caller):
            owner = actor_name(await self._desk.snapshot(call.session), row.owner)
            raise Refusal("message.not_planner", reference=row.reference, owner=owner)
        require(row, Step.RELEASE)
        if content is None:
            raise Refusal("message.erased", reference=row.reference)
        return row, content
