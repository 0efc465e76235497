"""What somebody is to a case, and which verbs follow from that."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases.folder import Folder
from bot.cases.states import Verb
from bot.chat.declare import Call
from bot.chat.message import Caller, Place, Role, RoomClass
from bot.chat.outcome import ToPerson


@dataclass(frozen=True)
class Standing:
    """``unit``: the alarmed unit that the person answers for. ``holds``: that unit has the case now."""

    raiser: bool = False
    unit: str | None = None
    holds: bool = False
    roc: bool = False
    tib: bool = False
    at_end: bool = False

    @property
    def any(self) -> bool:
        return self.raiser or self.unit is not None or self.holds or self.roc or self.tib

    def may(self, verb: Verb) -> bool:
        match verb:
            case Verb.SEE | Verb.TAKE:
                return self.unit is not None or (self.tib and self.at_end)
            case Verb.CONTACT | Verb.CLOSE | Verb.REOPEN:
                return self.raiser or self.holds
            case Verb.ESCALATE | Verb.HAND_OVER:
                return self.holds or self.roc or self.tib
            case Verb.WITHDRAW:
                return self.raiser
            case _:
                return False


def standing(folder: Folder, caller: Caller, place_owner: str | None = None) -> Standing:
    """Of several units that somebody answers for, the one whose room this is, else the one that has it."""
    case = folder.case
    mine = [unit for unit in folder.units if unit in caller.units]
    here = place_owner if place_owner in mine else case.unit if case.unit in mine else None
    return Standing(
        raiser=caller.user_id == case.raiser,
        unit=here or (mine[-1] if mine else None),
        holds=case.taken_by == caller.user_id or (case.unit is not None and case.unit in mine),
        roc=Role.ROC in caller.roles,
        tib=Role.TIB in caller.roles,
        at_end=any(alarm.unit is None for alarm in folder.alarms),
    )


def require(folder: Folder, found: Standing, verb: Verb) -> None:
    """Let the verb through, or say that it is for others.

    Raises:
        Refusal: ``case.not_yours``.
    """
    if not found.may(verb):
        raise folder.refusal("case.not_yours", verb=verb, reference=folder.case.reference)


def apart(call: Call, folder: Folder, own: Standing) -> ToPerson | None:
    """Where the answer goes when the room is none that hears of the case: to the asker alone."""
    here = call.place
    match here.room_class:
        case RoomClass.ENHET:
            heard = here.owner in folder.units
        case RoomClass.ROC:
            heard = own.roc or own.tib
        case _:
            return aside(call)
    return None if heard else ToPerson(call.caller.user_id)


def aside(call: Call) -> ToPerson | None:
    """The same where no case is known yet: rooms of some classes hear of none at all."""
    hears = {RoomClass.DIREKT, RoomClass.ENHET, RoomClass.ROC}
    return None if call.place.room_class in hears else ToPerson(call.caller.user_id)


def may_see(folder: Folder, own: Standing, place: Place) -> bool:
    """True where the details may stand: the direct chat of one who may, the own room of an alarmed unit."""
    if place.strangers or not place.encrypted:
        return False
    if place.room_class is RoomClass.DIREKT:
        return own.raiser or own.unit is not None
    return place.room_class is RoomClass.ENHET and place.owner in folder.units
