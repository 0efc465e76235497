"""The next step of the chain: because time is up, nobody was reached, or somebody asks for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.cases import tell
from bot.cases.alarm import Passed, phone_list, sound_link
from bot.cases.find import found
from bot.cases.folder import CLOCK, Actor, Desk, Folder
from bot.cases.receiving import reason_given
from bot.cases.results import Answer
from bot.cases.standing import apart
from bot.cases.states import Verb
from bot.cases.tables import CaseEvent
from bot.chat.declare import Call
from bot.chat.outcome import Notice, Outcome
from bot.store.outbox import Priority


async def climb(
    folder: Folder, now: datetime, *, reason: str | None, actor: Actor = CLOCK, verb: Verb = Verb.ESCALATE
) -> list[Notice]:
    """Alarm the next step; after the end the chain begins again, and it never stops by itself.

    ``reason``: ``silent``, ``unreached``, ``refused``, or what somebody chose from the list.
    """
    case = folder.case
    before, before_name = case.unit, folder.picture.unit
    answered = await _answered(folder, before)
    link = folder.chain.following(case.step, before)
    if link.ordinal <= case.step:
        case.round += 1
    await folder.move(verb, now, actor, reason)
    by_hand = Passed(before, reason) if actor is not CLOCK else None
    alarm = await sound_link(folder, link, now, by_hand)
    fields: dict[str, object] = {"before": before_name, "reason": reason, "answered": answered}
    left = before if before != case.unit else None
    kind = "case.escalated"
    if case.unit is None:
        kind, fields = "case.end_raiser", {**fields, "phones": phone_list(folder)}
    return [
        *alarm,
        *tell.unit_note(folder, left, "case.moved_on", fields),
        tell.note(folder, kind, tell.raiser(folder), fields, mention=(case.raiser,)),
        *await tell.cards(folder, [left]),
    ]


async def _answered(folder: Folder, unit: str | None) -> Verb | None:
    """How far the unit came that has the alarm now: somebody took the case, or has seen the alarm."""
    rows = await folder.session.scalars(
        select(CaseEvent.verb).where(
            CaseEvent.case_id == folder.case.id,
            CaseEvent.unit == unit,
            CaseEvent.verb.in_([Verb.TAKE, Verb.SEE]),
        )
    )
    verbs = set(rows)
    return next((verb for verb in (Verb.TAKE, Verb.SEE) if verb in verbs), None)


class Escalate:
    """By hand: the unit that cannot take it, or the centre that knows why nobody answers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, reason: str | None) -> Outcome:
        folder, own = await found(call, self._desk, reference, Verb.ESCALATE)
        folder.check(Verb.ESCALATE)
        reason = reason_given(folder, own, reason)
        actor = Actor(call.caller.user_id, call.caller.trust)
        notices = await climb(folder, call.now, reason=reason, actor=actor)
        return Outcome(
            Answer(folder.picture, as_unit=own.unit is not None),
            tell.not_here(folder, notices, call.place.room_id),
            tell.about(folder),
            answer_to=apart(call, folder, own),
            priority=Priority.CASE,
        )
