"""How a case ends: closed after contact, or taken back by the one who raised it; and how it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.cases import tell
from bot.cases.find import found
from bot.cases.folder import Actor, Desk, Folder
from bot.cases.results import Answer
from bot.cases.standing import Standing, apart
from bot.cases.states import Verb, after
from bot.chat.declare import Call, Choice
from bot.chat.outcome import Notice, Outcome, Undo
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


UNDO_WITHIN: Final = timedelta(minutes=10)
"""A closed case comes back within this time; later its people have gone on to other things."""


class _End:
    """Both ends stop the clock and tell everyone who was told of the beginning."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def _end(self, call: Call, reference: str | None, verb: Verb, reason: str | None) -> Outcome:
        folder, own = await found(call, self._desk, reference, verb)
        folder.check(verb)
        if reason is None:
            choices = [Choice(one.value, one.value) for one in WithdrawReason]
            raise folder.refusal("case.why_withdraw", asks="reason", choices=choices, picture=folder.picture)
        ending = [folder]
        if verb is Verb.WITHDRAW and folder.partner is not None and after(folder.partner.state, verb):
            ending.append(folder.partner)
        for one in ending:
            one.case.ended_at, one.case.end_reason = call.now, reason
            one.due = None
            await one.move(verb, call.now, Actor(call.caller.user_id, call.caller.trust), reason)
        notices = [notice for one in ending for notice in await _ended(one, verb)]
        return _outcome(call, folder, own, notices)


async def _ended(folder: Folder, verb: Verb) -> list[Notice]:
    case = folder.case
    # Those who are on their way to the phone are called; the others read it in their card.
    busy = [case.taken_by] if case.taken_by else folder.alarm.people
    notices: list[Notice] = [tell.note(folder, "case.ended", tell.raiser(folder))]
    for unit in folder.units:
        mention = busy if unit == case.unit and verb is Verb.WITHDRAW else ()
        notices += tell.unit_note(folder, unit, "case.ended", mention=mention)
        notices += tell.to_absent(folder, unit, "case.ended", mention)
    return [*notices, *await tell.cards(folder, folder.units)]


class CloseCase(_End):
    async def __call__(self, call: Call, reference: str | None, reason: CloseReason) -> Outcome:
        """Nobody is asked first: a hand slips seldom, and for some minutes it can be undone."""
        outcome = await self._end(call, reference, Verb.CLOSE, reason)
        way_back = Undo(("ärende", "återöppna"), {"reference": outcome.value.picture.reference})
        return replace(outcome, undo=way_back)


class ReopenCase:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """In contact again, as it was; whoever was told of the end is told of this.

        Raises:
            Refusal: ``case.too_late`` when it was closed longer ago than ``UNDO_WITHIN``.
        """
        folder, own = await found(call, self._desk, reference, Verb.REOPEN)
        folder.check(Verb.REOPEN)
        case = folder.case
        if case.ended_at is None or call.now - case.ended_at > UNDO_WITHIN:
            raise folder.refusal("case.too_late", picture=folder.picture)
        case.ended_at = case.end_reason = None
        await folder.move(Verb.REOPEN, call.now, Actor(call.caller.user_id, call.caller.trust))
        notices: list[Notice] = [tell.note(folder, "case.reopened", tell.raiser(folder))]
        for unit in folder.units:
            notices += tell.unit_note(folder, unit, "case.reopened")
        return _outcome(call, folder, own, [*notices, *await tell.cards(folder, folder.units)])


def _outcome(call: Call, folder: Folder, own: Standing, notices: Sequence[Notice]) -> Outcome:
    return Outcome(
        Answer(folder.picture, as_unit=own.unit is not None),
        tell.not_here(folder, notices, call.place.room_id),
        tell.about(folder),
        answer_to=apart(call, folder, own),
        priority=Priority.CASE,
    )


class WithdrawCase(_End):
    async def __call__(self, call: Call, reference: str | None, reason: WithdrawReason | None) -> Outcome:
        """Take it back; why is asked only of one who may.

        Raises:
            Refusal: ``case.why_withdraw`` asks for the reason.
        """
        return await self._end(call, reference, Verb.WITHDRAW, reason)
