"""Deciding the mode: a call is confirmed or declined, and the ordinary mode comes back, each once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.declare import Call
from bot.chat.outcome import About, Notice, Outcome
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.desk import MODE, Desk
from bot.situation.mode import CallPicture, CallState, hold, joiners, meant, picture_of
from bot.situation.mode_tell import Teller
from bot.situation.round_plan import replan
from bot.situation.tables import ModeRow
from bot.store import audit


@dataclass(frozen=True)
class Decided:
    """What was decided."""

    picture: CallPicture


class DecideMode:
    """Confirms or declines the call that waits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, reference: str | None, *, confirm: bool, reason: str | None = None
    ) -> Outcome:
        """Decide it. Of two who decide at once the second is told who was first.

        Raises:
            Refusal: nothing waits, or it is decided.
        """
        session = call.session
        snapshot = await self._desk.snapshot(session)
        await hold(session)
        row = await meant(session, snapshot, reference, CallState.CALLED)
        if row.state != CallState.CALLED:
            raise Refusal("mode.decided", picture=await picture_of(session, snapshot, row))
        row.state = CallState.ACTIVATED if confirm else CallState.DECLINED
        row.decided_by, row.decided_at = call.caller.user_id, call.now
        row.reason, row.remind_at = reason, None
        if confirm:
            return await _concluded(self._desk, call, snapshot, row, "mode.confirm")
        await _over(call, row)
        await _record(call, row, "mode.decline")
        picture = await picture_of(session, snapshot, row)
        teller = Teller(session, self._desk, snapshot, picture)
        notices = [
            *await teller.card(),
            *await teller.note("mode.declined", but=call.place.room_id),
            *teller.people("mode.declined", await _others(call, row)),
        ]
        return _answer(picture, notices)


class EndMode:
    """Brings the ordinary mode back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, reason: str) -> Outcome:
        """End what is activated.

        Raises:
            Refusal: the mode is the ordinary one.
        """
        session = call.session
        snapshot = await self._desk.snapshot(session)
        await hold(session)
        row = await meant(session, snapshot, reference, CallState.ACTIVATED)
        if row.state != CallState.ACTIVATED:
            raise Refusal("mode.decided", picture=await picture_of(session, snapshot, row))
        row.state = CallState.ENDED
        row.ended_by, row.reason = call.caller.user_id, reason
        await _over(call, row)
        return await _concluded(self._desk, call, snapshot, row, "mode.ordinary")


async def _over(call: Call, row: ModeRow) -> None:
    """From now on it is only kept, and those that joined it with it."""
    for one in (row, *await joiners(call.session, row)):
        one.ended_at = call.now


async def _concluded(desk: Desk, call: Call, snapshot: Snapshot, row: ModeRow, action: str) -> Outcome:
    """The mode is another one: everybody is told."""
    session = call.session
    await session.flush()
    if not row.exercise:
        # before the audit log is held, as reports hold a round and then the log
        await replan(session, snapshot, desk.zone, call.now)
    followed = [] if row.exercise else await desk.mode_changed(session, call.now)
    await _record(call, row, action)
    picture = await picture_of(session, snapshot, row)
    callers = [row, *await joiners(session, row)]
    actors = tuple(dict.fromkeys(one.called_for for one in callers))
    teller = Teller(session, desk, snapshot, picture)
    notices = [
        *await teller.card(),
        *await teller.everybody(actors, but=call.place.room_id),
        *teller.people("mode.changed", await _others(call, row)),
        *followed,
    ]
    return _answer(picture, notices)


def _answer(picture: CallPicture, notices: list[Notice]) -> Outcome:
    return Outcome(Decided(picture), tuple(notices), About(MODE, picture.reference, "answer"))


async def _others(call: Call, row: ModeRow) -> list[str]:
    """Those who called for it, but for whoever decided."""
    callers = [row.called_by, *(one.called_by for one in await joiners(call.session, row))]
    return [one for one in dict.fromkeys(callers) if one != call.caller.user_id]


async def _record(call: Call, row: ModeRow, action: str) -> None:
    await audit.append(
        call.session,
        at=call.now,
        actor=call.caller.user_id,
        action=action,
        object=row.reference,
        fields={"exercise": row.exercise, "trust": call.caller.trust.value},
    )
