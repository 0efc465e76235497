"""Giving a message its time: what that reaches is asked about first, and everyone who takes part is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.actors.facts import actor_room
from bot.chat.declare import Call
from bot.chat.outcome import About, Notice, Outcome, ToRoom, Undo
from bot.errors import Refusal
from bot.press.content import Content
from bot.press.desk import MESSAGE, Desk
from bot.press.entries import settings
from bot.press.find import owns, parties
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.plan_reach import Reach, When, reach_of, settled
from bot.press.preparation import drop
from bot.press.sight import answer_to, the_one
from bot.press.states import Step, move, require
from bot.press.tables import MessageRow
from bot.press.tell import Teller, writers_of
from bot.press.timing import arm, plan
from bot.press.values import State
from bot.press.weigh import weigh
from bot.register.section import Snapshot
from bot.store import audit
from bot.store.outbox import Priority

MAY_BE_TIMED: Final = frozenset({State.CIRCULATED, State.APPROVED, State.SCHEDULED, State.MISSED})


@dataclass(frozen=True)
class TimeGiven:
    """``picture``: as it stands now, ``name`` who did it. ``before``: the time it had, which others know."""

    reach: Reach
    picture: MessagePicture
    name: str
    before: datetime | None = None


class ScheduleMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reach(self, call: Call, reference: str | None, when: When) -> Reach:
        """What is asked about before it is done.

        Raises:
            Refusal: it is another actor's, stands where it can have no time, or the time will not do.
        """
        return (await self._look(call, reference, when))[2]

    async def __call__(self, call: Call, reference: str | None, when: When) -> Outcome:
        """Give it the time; while approvals are lacking it is kept as a wish.

        Raises:
            Refusal: as ``reach``.
        """
        row, content, reach = await self._look(call, reference, when)
        session, now = call.session, call.now
        snapshot = await self._desk.snapshot(session)
        before = None if row.state == State.MISSED else row.publish_at
        if row.state == State.MISSED:
            move(row, Step.CIRCULATE)
        await drop(session, self._desk, row, now)
        entry = settings(snapshot)
        plan(row, entry, self._desk.zone, at=reach.when.at, by=call.caller.user_id, now=now)
        weighed = await weigh(session, self._desk, row, now, but=call.place.room_id)
        if State(row.state) in {State.APPROVED, State.SCHEDULED}:
            move(row, Step.SCHEDULE)
            arm(row, entry, now)
        await _record(call, row)
        picture = await picture_of(session, snapshot, row, now)
        given = TimeGiven(reach, picture, call.caller.name, before)
        notices = [
            # that all have signed is in what is said of the time
            *(one for one in weighed if not one.status and one.kind != "message.signed"),
            *await self._tell(call, snapshot, row, content, given),
            *_warn(snapshot, given),
        ]
        about = About(MESSAGE, row.reference, "answer")
        return Outcome(given, tuple(notices), about, answer_to(call), undo=_way_back(row, given))

    async def _look(self, call: Call, reference: str | None, when: When) -> tuple[MessageRow, Content, Reach]:
        row, content = await the_one(call, reference, MAY_BE_TIMED)
        snapshot = await self._desk.snapshot(call.session)
        if not owns(row, call.caller):
            owner = actor_name(snapshot, row.owner)
            raise Refusal("message.not_planner", reference=row.reference, owner=owner)
        if State(row.state) not in MAY_BE_TIMED:
            require(row, Step.SCHEDULE)
        if content is None:
            raise Refusal("message.erased", reference=row.reference)
        reach = await reach_of(call, self._desk, row, content, settled(row, content, when, call.now))
        if when.at_once and not reach.complete:
            raise Refusal("plan.unsigned", reach=reach)
        if when.at_once and reach.unready:
            raise Refusal("plan.languages", reach=reach)
        return row, content, reach

    async def _tell(
        self, call: Call, snapshot: Snapshot, row: MessageRow, content: Content, given: TimeGiven
    ) -> list[Notice]:
        """Those who had planned by another time are called by name."""
        partners = sorted(parties(row, content) - {row.owner})
        surprised = dict.fromkeys(one for actor in partners for one in writers_of(snapshot, actor))
        teller = Teller(call.session, self._desk, snapshot, row, given.picture)
        return [
            *await teller.card(),
            *await teller.note(
                "message.timed",
                {"given": given},
                mention=surprised if given.before is not None else (),
                but=call.place.room_id,
                priority=Priority.PRESS,
            ),
        ]


def _warn(snapshot: Snapshot, given: TimeGiven) -> list[Notice]:
    """The other actors hear of it too, each once for each time."""
    found = []
    for one in given.reach.near:
        room = actor_room(snapshot, one.owner_id)
        if room is None:
            continue
        key = f"near {one.reference} {given.picture.reference} {given.reach.when.at:%Y-%m-%dT%H:%M}"
        fields = {
            "mine": one,
            "theirs": given.picture.reference,
            "owner": given.picture.owner,
            "at": given.reach.when.at,
            "exercise": given.picture.exercise,
        }
        about = About(MESSAGE, one.reference, "note")
        found.append(
            Notice("message.near", ToRoom(room), fields, about, priority=Priority.PRESS, dedupe_key=key)
        )
    return found


def _way_back(row: MessageRow, given: TimeGiven) -> Undo | None:
    """What goes out at once is out; before its time it can be kept back."""
    if given.reach.when.at_once:
        return None
    return Undo(("budskap", "pausa"), {"reference": row.reference})


async def _record(call: Call, row: MessageRow) -> None:
    await audit.append(
        call.session,
        at=call.now,
        actor=call.caller.user_id,
        action="message.schedule",
        object=row.reference,
        fields={
            "revision": row.revision,
            "state": row.state,
            "at": row.publish_at.isoformat() if row.publish_at else None,
            "wall": row.wall,
            "exercise": row.exercise,
            "trust": call.caller.trust.value,
        },
    )
