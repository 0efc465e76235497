"""Handing a case over: the other unit is alarmed and gets the details; the chain waits behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.cases import tell
from bot.cases.alarm import Passed, sound
from bot.cases.chain import allowed_for
from bot.cases.entries import Urgency
from bot.cases.find import found
from bot.cases.folder import Actor, Desk, Folder
from bot.cases.picture import CasePicture, next_name
from bot.cases.receiving import kommun_of, reason_given, receiver
from bot.cases.results import Answer
from bot.cases.standing import Standing, apart
from bot.cases.states import Verb
from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.duty.facts import UnitEntry
from bot.store.outbox import Priority


@dataclass(frozen=True)
class Shut:
    """A unit that is closed: nobody may be there to answer."""

    picture: CasePicture
    unit: str
    opens_at: datetime | None
    """None: it never opens."""
    answer_by: datetime
    """When the chain goes on if nobody there answers."""


class HandOver:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def shut(
        self, call: Call, reference: str | None, to: str | None, reason: str | None
    ) -> Shut | None:
        """What has to be known before a closed unit is alarmed; None when it is open."""
        folder, _, unit, _ = await self._meant(call, reference, to, reason)
        duty, kommun = self._desk.duty, kommun_of(folder, unit)
        if duty.is_open(unit, call.now, kommun):
            return None
        urgency = Urgency(folder.case.urgency)
        allowed = allowed_for(folder.snapshot, duty, urgency, unit.id, call.now)
        by = (allowed.not_before or call.now) + allowed.step
        following = next_name(folder.snapshot, folder.chain, folder.case.step, unit.id)
        picture = replace(folder.picture, next_unit=following)
        return Shut(picture, unit.name, duty.opens_next(unit, call.now, kommun), by)

    async def __call__(
        self, call: Call, reference: str | None, to: str | None, reason: str | None
    ) -> Outcome:
        """Alarm the unit; if it does not answer either, the chain goes on where it stood."""
        folder, own, unit, reason = await self._meant(call, reference, to, reason)
        case, to = folder.case, unit.id
        before, before_name = case.unit, folder.picture.unit
        await folder.move(Verb.HAND_OVER, call.now, Actor(call.caller.user_id, call.caller.trust), reason)
        case.contact_at = None
        allowed = allowed_for(folder.snapshot, self._desk.duty, Urgency(case.urgency), to, call.now)
        alarm = await sound(folder, to, allowed, call.now, step=None, passed=Passed(before, reason))
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

    async def _meant(
        self, call: Call, reference: str | None, to: str | None, reason: str | None
    ) -> tuple[Folder, Standing, UnitEntry, str | None]:
        """Who gets it and why.

        Raises:
            Refusal: for a unit that cannot get it; or it asks which unit, or why.
        """
        folder, own = await found(call, self._desk, reference, Verb.HAND_OVER)
        folder.check(Verb.HAND_OVER)
        unit = receiver(folder, to, call.now)
        return folder, own, unit, reason_given(folder, own, reason, own_too=True)
