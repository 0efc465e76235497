"""How a case ends: closed after contact, or taken back by the one who raised it."""

from __future__ import annotations

from enum import StrEnum

from bot.cases import tell
from bot.cases.find import found
from bot.cases.folder import Actor, Desk
from bot.cases.results import Answer
from bot.cases.standing import apart
from bot.cases.states import Verb
from bot.chat.declare import Call
from bot.chat.outcome import Notice, Outcome
from bot.store.outbox import Priority


class CloseReason(StrEnum):
    DONE = "done"
    ELSEWHERE = "elsewhere"
    DUPLICATE = "duplicate"
    MISTAKE = "mistake"


class WithdrawReason(StrEnum):
    NOT_NEEDED = "not_needed"
    OTHER_WAY = "other_way"
    DUPLICATE = "duplicate"
    MISTAKE = "mistake"


class _End:
    """Both ends stop the clock and tell everyone who was told of the beginning."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def _end(self, call: Call, reference: str | None, verb: Verb, reason: str) -> Outcome:
        folder, own = await found(call, self._desk, reference, verb)
        folder.check(verb)
        case = folder.case
        case.ended_at, case.end_reason = call.now, reason
        folder.due = None
        await folder.move(verb, call.now, Actor(call.caller.user_id, call.caller.trust), reason)
        # Those who are on their way to the phone are called; the others read it in their card.
        busy = [case.taken_by] if case.taken_by else folder.alarm.people
        notices: list[Notice] = [tell.note(folder, "case.ended", tell.raiser(folder))]
        for unit in folder.units:
            mention = busy if unit == case.unit and verb is Verb.WITHDRAW else ()
            notices += tell.unit_note(folder, unit, "case.ended", mention=mention)
        notices += await tell.cards(folder, folder.units)
        return Outcome(
            Answer(folder.picture, as_unit=own.unit is not None),
            tell.not_here(folder, notices, call.place.room_id),
            tell.about(folder),
            answer_to=apart(call, folder, own),
            priority=Priority.CASE,
        )


class CloseCase(_End):
    async def __call__(self, call: Call, reference: str | None, reason: CloseReason) -> Outcome:
        return await self._end(call, reference, Verb.CLOSE, reason)


class WithdrawCase(_End):
    async def __call__(self, call: Call, reference: str | None, reason: WithdrawReason) -> Outcome:
        return await self._end(call, reference, Verb.WITHDRAW, reason)
