"""Handing a case over: the other unit is alarmed and gets the details; the chain waits behind it."""

from __future__ import annotations

from bot.cases import tell
from bot.cases.alarm import sound
from bot.cases.chain import allowed_for
from bot.cases.entries import Urgency
from bot.cases.find import found
from bot.cases.folder import Actor, Desk
from bot.cases.results import Answer
from bot.cases.standing import apart
from bot.cases.states import Verb
from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.duty.facts import unit
from bot.errors import Refusal
from bot.store.outbox import Priority


class HandOver:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, to: str, reason: str | None) -> Outcome:
        """Alarm the unit; if it does not answer either, the chain goes on where it stood.

        Raises:
            Refusal: ``case.same_unit`` when it has the case already.
        """
        folder, own = await found(call, self._desk, reference, Verb.HAND_OVER)
        folder.check(Verb.HAND_OVER)
        case = folder.case
        if unit(folder.snapshot, to) is None:
            raise Refusal("case.no_unit")
        if case.unit == to:
            raise folder.refusal("case.same_unit", reference=case.reference)
        before, before_name = case.unit, folder.picture.unit
        await folder.move(Verb.HAND_OVER, call.now, Actor(call.caller.user_id, call.caller.trust), reason)
        case.contact_at = None
        allowed = allowed_for(folder.snapshot, self._desk.duty, Urgency(case.urgency), to, call.now)
        alarm = await sound(folder, to, allowed, call.now, step=None)
        fields = {"before": before_name, "reason": reason}
        notices = [
            *alarm,
            tell.note(folder, "case.handed_over", tell.raiser(folder), fields, mention=(case.raiser,)),
            *tell.unit_note(folder, before, "case.moved_on", fields),
            *await tell.cards(folder, [before]),
        ]
        return Outcome(
            Answer(folder.picture, as_unit=own.unit is not None),
            tell.not_here(folder, notices, call.place.room_id),
            tell.about(folder),
            answer_to=apart(call, folder, own),
            priority=Priority.CASE,
        )
