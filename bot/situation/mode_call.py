"""Calling for the activated mode: any actor may, and those who decide hear of it at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import actor, person
from bot.chat.declare import Call
from bot.chat.message import Trust
from bot.chat.outcome import About, Notice, Outcome
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.desk import MODE, Desk, duty_officers
from bot.situation.entries import settings
from bot.situation.mode import (
    CallPicture,
    CallState,
    activated_call,
    hold,
    joiners,
    picture_of,
    waiting_call,
)
from bot.situation.mode_tell import Teller
from bot.situation.numbers import numbered
from bot.situation.references import CALLS
from bot.situation.tables import ModeRow
from bot.store import audit


@dataclass(frozen=True)
class Called:
    """The answer to a call. ``joins``: one waited already, and this stands beside it.

    ``repeated``: the same person's call waits already. ``deciders`` are the names of those who decide.
    """

    picture: CallPicture
    deciders: tuple[str, ...]
    own: bool = False
    joins: bool = False
    repeated: bool = False


class CallMode:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, cause: str, *, exercise: bool) -> Outcome:
        """Call for the activated mode.

        Raises:
            Refusal: it is activated already, or the caller belongs to no actor.
        """
        session, caller = call.session, call.caller
        snapshot = await self._desk.snapshot(session)
        if caller.organisation is None or actor(snapshot, caller.organisation) is None:
            raise Refusal("mode.no_actor")
        await hold(session)
        if (standing := await activated_call(session, exercise=exercise)) is not None:
            raise Refusal("mode.already", picture=await picture_of(session, snapshot, standing))
        waiting = await waiting_call(session, exercise=exercise)
        if waiting is not None and caller.user_id in await _callers(session, waiting):
            picture = await picture_of(session, snapshot, waiting)
            return self._answer(call, snapshot, picture, repeated=True)
        row = await self._add(call, cause, waiting, exercise=exercise)
        picture = await picture_of(session, snapshot, waiting or row)
        flagged = caller.trust is not Trust.SIGNED
        if waiting is not None:
            notices = await self._joined(call, snapshot, picture, row, flagged=flagged)
            return self._answer(call, snapshot, picture, notices, joins=True)
        row.remind_at = call.now + settings(snapshot).call
        others = [one for one in duty_officers(snapshot) if one != caller.user_id]
        teller = Teller(session, self._desk, snapshot, picture)
        notices = [
            *await teller.card(mention=others),
            *teller.people("mode.called", others, flagged=flagged),
        ]
        return self._answer(call, snapshot, picture, notices)

    async def _add(self, call: Call, cause: str, waiting: ModeRow | None, *, exercise: bool) -> ModeRow:
        row = ModeRow(
            reference=await numbered(call.session, CALLS),
            state=CallState.CALLED if waiting is None else CallState.JOINED,
            joins_id=waiting.id if waiting is not None else None,
            cause=cause,
            called_by=call.caller.user_id,
            called_for=call.caller.organisation or "",
            called_at=call.now,
            exercise=exercise,
        )
        call.session.add(row)
        await call.session.flush()
        fields = {"actor": row.called_for, "exercise": exercise, "trust": call.caller.trust.value}
        if waiting is not None:
            fields["joins"] = waiting.reference
        await audit.append(
            call.session,
            at=call.now,
            actor=row.called_by,
            action="mode.call",
            object=row.reference,
            fields=fields,
        )
        return row

    async def _joined(
        self, call: Call, snapshot: Snapshot, picture: CallPicture, row: ModeRow, *, flagged: bool
    ) -> list[Notice]:
        """Named where the first call stands; nobody is called a second time."""
        own = await picture_of(call.session, snapshot, row)
        fields = {"actor": own.actor, "name": own.called_by, "why": own.cause, "flagged": flagged}
        teller = Teller(call.session, self._desk, snapshot, picture)
        return [*await teller.card(), *await teller.note("mode.joined", fields, but=call.place.room_id)]

    def _answer(
        self,
        call: Call,
        snapshot: Snapshot,
        picture: CallPicture,
        notices: list[Notice] | None = None,
        *,
        joins: bool = False,
        repeated: bool = False,
    ) -> Outcome:
        deciders = duty_officers(snapshot)
        known = (person(snapshot, one) for one in deciders)
        called = Called(
            picture,
            deciders=tuple(entry.name for entry in known if entry is not None),
            own=call.caller.user_id in deciders,
            joins=joins,
            repeated=repeated,
        )
        return Outcome(called, tuple(notices or ()), About(MODE, picture.reference, "answer"))


async def _callers(session: AsyncSession, row: ModeRow) -> set[str]:
    return {row.called_by, *(one.called_by for one in await joiners(session, row))}
