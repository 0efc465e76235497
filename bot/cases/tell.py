"""Who is told what of a case; details leave by two doors only, ``raiser_card`` and ``alarm_card``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.actors.facts import unit_room
from bot.cases.entries import AgeBand, Destination
from bot.cases.folder import Folder
from bot.cases.linked import for_raiser, for_unit
from bot.cases.picture import CaseDetails
from bot.cases.standing import Standing, may_see
from bot.cases.states import OPEN, UNTAKEN
from bot.chat.message import Place, RoomClass
from bot.chat.outcome import About, Notice, Target, ToClass, ToPerson, ToUnit
from bot.law.facts import Hint, Step, Topic, hint_at
from bot.store.event_ref import STATUS
from bot.store.outbox import Priority

SUBJECT = "case"
NOTE = "note"
TO_ROC: Final = ToClass(RoomClass.ROC)
Fields = Mapping[str, Any]
NOTHING: Final[Fields] = MappingProxyType({})


def about(folder: Folder, purpose: str = NOTE) -> About:
    return About(SUBJECT, folder.case.reference, purpose)


def raiser(folder: Folder) -> Target:
    """The direct chat in which the case was raised, or the raiser's."""
    case = folder.case
    return ToPerson(case.raiser, case.direct_room)


def note(
    folder: Folder,
    kind: str,
    target: Target,
    fields: Fields = NOTHING,
    *,
    mention: Iterable[str] = (),
    thread: bool = True,
) -> Notice:
    """A new message in the case's thread, without details."""
    return Notice(
        kind=kind,
        target=target,
        fields={"picture": folder.picture, **fields},
        about=about(folder),
        mention=tuple(mention),
        thread=thread,
        priority=Priority.CASE,
    )


def _card(folder: Folder, kind: str, target: Target, fields: Fields = NOTHING) -> Notice:
    """The one message of a room that is edited in place."""
    return Notice(
        kind=kind,
        target=target,
        fields={"picture": folder.picture, **fields},
        about=about(folder, STATUS),
        status=True,
        priority=Priority.CASE,
    )


def raiser_card(folder: Folder) -> Notice:
    """One card, also for a case with two legs."""
    first, *rest = folder.legs
    fields = {
        "details": first.details,
        "partner_details": rest[0].details if rest else None,
        "links": tuple(link for leg in folder.legs for link in for_raiser(leg.links, leg.case)),
        "hint": hint(first, Step.RAISE) if first.state in UNTAKEN else None,
    }
    return _card(first, "case.raiser", raiser(first), fields)


def roc_card(folder: Folder) -> Notice:
    return _card(folder, "case.roc", TO_ROC, {"links": folder.links})


def hint(folder: Folder, step: Step) -> Hint | None:
    """A page on the law that fits the step; a report of concern is about a child, to socialtjänsten."""
    found, known = hint_at(folder.snapshot, step), folder.details
    if found is None or found.topic is not Topic.OROSANMALAN:
        return found
    adult = known is not None and known.age in {AgeBand.FROM_18, AgeBand.FROM_21}
    return None if adult or folder.case.to == Destination.POLIS else found


async def alarm_card(folder: Folder, unit: str) -> Notice | None:
    """The unit's own message of the case; with details only while the room is safe."""
    room = unit_room(folder.snapshot, unit)
    if room is None:
        return None
    here = {"here": folder.case.unit == unit, "links": for_unit(folder.links, unit)}
    if await folder.desk.rooms.safe(folder.session, room):
        return _card(folder, "case.alarm", ToUnit(unit), {"details": details_for(folder, unit), **here})
    return _card(folder, "case.alarm_bare", ToUnit(unit), here)


def details_for(folder: Folder, unit: str) -> CaseDetails | None:
    """Nothing any more once another unit has the case, or it is over."""
    state, ours = folder.state, folder.case.unit == unit
    wanted = state in UNTAKEN or (state in OPEN and ours)
    return folder.details_of(folder.alarm_of(unit)) if wanted else None


def details_here(folder: Folder, own: Standing, place: Place) -> CaseDetails | None:
    """What an answer may show where it is asked for: the same as the card of the raiser or unit there."""
    if not may_see(folder, own, place):
        return None
    unit = place.owner if place.room_class is RoomClass.ENHET else own.unit
    if place.room_class is RoomClass.DIREKT and own.raiser:
        return folder.details
    return details_for(folder, unit) if unit is not None else None


async def cards(folder: Folder, units: Iterable[str | None]) -> list[Notice]:
    """The raiser's card, the centre's, and those of the units for which something changes, up to date."""
    found = [await alarm_card(folder, unit) for unit in units if unit is not None]
    return [raiser_card(folder), *(card for card in found if card is not None), roc_card(folder)]


def unit_note(
    folder: Folder,
    unit: str | None,
    kind: str,
    fields: Fields = NOTHING,
    *,
    mention: Iterable[str] = (),
) -> list[Notice]:
    """A message in a unit's room; without a room it reaches those on duty in their direct chats."""
    if unit is None:
        return []
    return [note(folder, kind, ToUnit(unit), fields, mention=mention)]


def to_absent(folder: Folder, unit: str | None, kind: str, people: Iterable[str]) -> list[Notice]:
    """The same in the direct chats of those who have not come into the unit's room, where their alarm was."""
    room = unit_room(folder.snapshot, unit) if unit is not None else None
    absent = folder.desk.rooms.absent(room, people) if room is not None else ()
    return [note(folder, kind, ToPerson(user_id), mention=(user_id,)) for user_id in absent]


def not_here(folder: Folder, notices: Iterable[Notice], room_id: str) -> tuple[Notice, ...]:
    """Leave out what the answer of a command says in the same room; cards stay, and so does what calls."""
    return tuple(
        one
        for one in notices
        if one.status or one.priority is Priority.ALARM or _room(folder, one.target) != room_id
    )


def _room(folder: Folder, target: Target) -> str | None:
    match target:
        case ToPerson(_, direct_room):
            return direct_room
        case ToUnit(unit):
            return unit_room(folder.snapshot, unit)
        case _:
            return None
