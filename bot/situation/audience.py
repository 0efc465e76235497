"""Who sees what was marked for a narrower audience: the one rule for lists, pictures and exports."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actors.facts import person
from bot.chat.declare import Call
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import ToPerson
from bot.register.section import Snapshot
from bot.situation.values import WIDTH, Audience

_CENTRE = frozenset({Role.ROC, Role.TIB})


@dataclass(frozen=True)
class Sight:
    """What may be answered: the narrower of what the person and the room may hear.

    ``audience``: ROC or SSR, the version that is shown. ``actor``: whose own things are shown besides,
    whatever their audience. ``answer_to``: a room with strangers is not answered; the person is.
    """

    audience: Audience
    actor: str | None = None
    answer_to: ToPerson | None = None

    def sees(self, actor: str, audience: Audience) -> bool:
        """Whether something of that actor's, marked for that audience, may be shown."""
        return actor == self.actor or WIDTH[audience] >= WIDTH[self.audience]


def audience_of(call: Call, snapshot: Snapshot) -> Sight:
    """What this person may be shown where they ask.

    The register has no role for the leadership: being in its room is what makes somebody one of it.
    """
    caller, place = call.caller, call.place
    known = person(snapshot, caller.user_id)
    own = known.organisation if known else None
    centre = bool(_CENTRE & caller.roles.keys())
    apart = place.room_class is not RoomClass.DIREKT and bool(place.strangers)
    if place.room_class is RoomClass.DIREKT or apart:
        audience = Audience.ROC if centre else Audience.SSR
        return Sight(audience, own, ToPerson(caller.user_id) if apart else None)
    match place.room_class:
        case RoomClass.LEDNING:
            return Sight(Audience.ROC)
        case RoomClass.ROC:
            return Sight(Audience.ROC if centre else Audience.SSR)
        case RoomClass.AKTOR:
            return Sight(Audience.SSR, own if own == place.owner else None)
        case _:
            return Sight(Audience.SSR)
