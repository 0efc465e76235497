"""Somebody has seen the alarm: the clock of the step stands still for a while, and says so."""

from __future__ import annotations

from datetime import datetime

from bot.cases import deadlines, tell
from bot.cases.find import found
from bot.cases.folder import Actor, Desk, Folder
from bot.cases.results import Answer
from bot.cases.standing import apart
from bot.cases.states import UNTAKEN, Verb
from bot.chat.declare import Call
from bot.chat.outcome import Notice, Outcome
from bot.store.outbox import Priority


class MarkSeen:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Pause the clock, once for each alarm: a second "ok" changes nothing and says what holds.

        Raises:
            Refusal: ``case.state`` when it is taken or over; it says by whom. ``case.elsewhere`` when
                another unit is alarmed by now: its clock is not for others to stop.
        """
        folder, own = await found(call, self._desk, reference, Verb.SEE)
        about = tell.about(folder)
        as_unit = own.unit is not None
        at_end = own.tib and folder.case.unit is None
        if folder.state in UNTAKEN and own.unit != folder.case.unit and not at_end:
            raise folder.refusal("case.elsewhere", picture=folder.picture)
        if folder.state in UNTAKEN and folder.alarm.paused:
            answer = Answer(folder.picture, done=False, as_unit=as_unit)
            return Outcome(answer, about=about, answer_to=apart(call, folder, own), priority=Priority.CASE)
        notices = await see(folder, Actor(call.caller.user_id, call.caller.trust), call.now)
        return Outcome(
            Answer(folder.picture, as_unit=as_unit),
            tell.not_here(folder, notices, call.place.room_id),
            about,
            answer_to=apart(call, folder, own),
            priority=Priority.CASE,
        )


async def see(folder: Folder, actor: Actor, now: datetime) -> list[Notice]:
    """Pause the clock, and tell those who wait.

    Raises:
        Refusal: ``case.state``.
    """
    folder.check(Verb.SEE)
    due = folder.due or deadlines.step(folder.allowed, now)
    folder.due = deadlines.pause(folder.allowed, due, now)
    folder.alarm.paused = True
    case = folder.case
    case.seen_by, case.seen_at = actor.user_id, now
    case.alarmed_at = case.alarmed_at or now
    await folder.move(Verb.SEE, now, actor)
    return [
        tell.note(folder, "case.seen", tell.raiser(folder)),
        *tell.unit_note(folder, case.unit, "case.seen_unit"),
        *await tell.cards(folder, [case.unit]),
    ]
