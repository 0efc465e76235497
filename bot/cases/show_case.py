"""Looking at one case, and at those one has to do with."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from bot.actors.facts import person
from bot.cases import tell
from bot.cases.find import concerning, looked_at
from bot.cases.folder import Desk, Folder, folder_of
from bot.cases.linked import Linked, for_raiser, for_unit
from bot.cases.picture import unit_name
from bot.cases.results import Happening, Listed, Shown
from bot.cases.standing import Standing, apart, may_see
from bot.cases.states import OPEN, State, allowed
from bot.cases.tables import CaseEvent
from bot.chat.declare import Call
from bot.chat.message import Place, RoomClass
from bot.chat.outcome import Outcome, ToPerson

_LISTED = 20


class ShowCase:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """With details where they may stand; the centre sees reference, unit and state."""
        folder, own = await looked_at(call, self._desk, reference)
        answer_to = apart(call, folder, own)
        place = call.place if answer_to is None else _direct(call)
        shown = Shown(
            folder.picture,
            tell.details_here(folder, own, place),
            await self._history(folder, names=may_see(folder, own, place)),
            tuple(verb for verb in allowed(folder.state) if own.may(verb)),
            _links(folder, own, place),
        )
        return Outcome(shown, about=tell.about(folder), answer_to=answer_to)

    async def _history(self, folder: Folder, *, names: bool) -> tuple[Happening, ...]:
        rows = await folder.session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == folder.case.id).order_by(CaseEvent.id)
        )
        return tuple(
            Happening(
                row.at,
                row.verb,
                unit_name(folder.snapshot, row.unit) if row.unit else None,
                _actor(folder, row.actor) if names else None,
                row.reason,
            )
            for row in rows
        )


def _direct(call: Call) -> Place:
    """Where an answer goes that does not stand where it was asked for: the chat with the asker alone."""
    return replace(
        call.place,
        room_class=RoomClass.DIREKT,
        owner=None,
        encrypted=True,
        strangers=(),
        person=call.caller.user_id,
    )


def _links(folder: Folder, own: Standing, place: Place) -> tuple[Linked, ...]:
    """What hangs together with it, as far as those who read the answer may hear of that."""
    if place.room_class is RoomClass.ENHET:
        return for_unit(folder.links, place.owner)
    if own.roc or own.tib:
        return folder.links
    raised = for_raiser(folder.links, folder.case) if own.raiser else ()
    alarmed = for_unit(folder.links, own.unit) if own.unit else ()
    return tuple(dict.fromkeys([*raised, *alarmed]))


def _actor(folder: Folder, user_id: str | None) -> str | None:
    found = person(folder.snapshot, user_id) if user_id else None
    return found.name if found else user_id


class ListCases:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, *, ended: bool) -> Outcome:
        """The newest first; ``ended`` for those that are over too."""
        owner = call.place.owner if call.place.room_class is RoomClass.ENHET else None
        own_room = owner is None or owner in call.caller.units
        states = tuple(State) if ended else OPEN
        unit = owner if own_room else None
        cases = await concerning(call.session, call.caller, unit, states, _LISTED + 1)
        folders = [await folder_of(call.session, self._desk, case) for case in cases[:_LISTED]]
        listed = Listed([folder.picture for folder in folders], more=len(cases) > _LISTED)
        here = call.place.room_class
        heard = here is RoomClass.DIREKT or (own_room and here in {RoomClass.ENHET, RoomClass.ROC})
        return Outcome(listed, answer_to=None if heard else ToPerson(call.caller.user_id))
