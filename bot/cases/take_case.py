"""Taking a case: the first one gets it, everybody concerned is told, and the chain stands still."""

from __future__ import annotations

from bot.cases import deadlines, tell
from bot.cases.find import found
from bot.cases.folder import Actor, Desk, Folder, allowed_of
from bot.cases.picture import Phone
from bot.cases.results import Answer
from bot.cases.standing import Standing, apart
from bot.cases.states import State, Verb
from bot.chat.declare import Call
from bot.chat.outcome import Notice, Outcome
from bot.law.facts import Step
from bot.store.outbox import Priority


class TakeCase:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Take it. The row is locked, so of two who try at once the second sees the first one's name.

        Raises:
            Refusal: ``case.state`` with who has it.
        """
        folder, own = await found(call, self._desk, reference, Verb.TAKE)
        case = folder.case
        if folder.state is State.TAKEN and case.taken_by == call.caller.user_id:
            return _outcome(folder, call, own, (), done=False)
        folder.check(Verb.TAKE)
        await take(folder, call, own)
        notices = [
            tell.note(folder, "case.taken", tell.raiser(folder), _function(folder), mention=(case.raiser,)),
            *_others(folder),
            *await tell.cards(folder, folder.units),
        ]
        return _outcome(folder, call, own, tell.not_here(folder, notices, call.place.room_id))


async def take(folder: Folder, call: Call, own: Standing) -> None:
    """Give it to the caller's unit, and let the time to contact run."""
    case = folder.case
    case.unit = own.unit
    case.taken_by, case.taken_at = call.caller.user_id, call.now
    case.alarmed_at = case.alarmed_at or call.now
    folder.due = deadlines.contact(allowed_of(folder.alarm_of(own.unit)), call.now)
    await folder.move(Verb.TAKE, call.now, Actor(call.caller.user_id, call.caller.trust))


def _function(folder: Folder) -> dict[str, Phone | None]:
    """Whom the unit rings: a function of the raiser's organisation, not a person."""
    details = folder.details
    return {"call_back": details.call_back if details else None}


def _others(folder: Folder) -> list[Notice]:
    """Everyone who was alarmed may put the phone down."""
    told = [tell.unit_note(folder, unit, "case.taken_unit") for unit in folder.units]
    return [one for notices in told for one in notices]


def _outcome(
    folder: Folder, call: Call, own: Standing, notices: tuple[Notice, ...], *, done: bool = True
) -> Outcome:
    details = tell.details_here(folder, own, call.place)
    hint = tell.hint(folder, Step.TAKE) if own.unit is not None else None
    answer = Answer(folder.picture, details, done=done, as_unit=own.unit is not None, hint=hint)
    return Outcome(
        answer, notices, tell.about(folder), answer_to=apart(call, folder, own), priority=Priority.CASE
    )
