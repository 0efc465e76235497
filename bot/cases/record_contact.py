"""The two have spoken: the time from raised to here is what is measured."""

from __future__ import annotations

from bot.cases import tell
from bot.cases.find import found
from bot.cases.folder import Actor, Desk
from bot.cases.results import Answer
from bot.cases.standing import apart
from bot.cases.states import UNTAKEN, State, Verb
from bot.cases.take_case import take
from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.law.facts import Step
from bot.store.outbox import Priority


class RecordContact:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Either side may say so; a unit that rang before it wrote ``tar`` takes the case with this.

        Raises:
            Refusal: ``case.state``, also for a raiser while nobody has taken it: only those who answer
                stop the chain.
        """
        folder, own = await found(call, self._desk, reference, Verb.CONTACT)
        case = folder.case
        if folder.state is State.IN_CONTACT:
            answer = Answer(folder.picture, done=False, as_unit=own.unit is not None)
            return Outcome(
                answer, about=tell.about(folder), answer_to=apart(call, folder, own), priority=Priority.CASE
            )
        if folder.state in UNTAKEN and own.unit is not None:
            await take(folder, call, own)
        folder.check(Verb.CONTACT)
        case.contact_at = call.now
        folder.due = None
        await folder.move(Verb.CONTACT, call.now, Actor(call.caller.user_id, call.caller.trust))
        notices = [
            tell.note(folder, "case.contact", tell.raiser(folder)),
            *tell.unit_note(folder, case.unit, "case.contact"),
            *await tell.cards(folder, folder.units),
        ]
        return Outcome(
            Answer(folder.picture, as_unit=own.unit is not None, hint=tell.hint(folder, Step.CONTACT)),
            tell.not_here(folder, notices, call.place.room_id),
            tell.about(folder),
            answer_to=apart(call, folder, own),
            priority=Priority.CASE,
        )
