"""For which actor somebody speaks."""

from __future__ import annotations

from bot.chat.declare import Call, Choice
from bot.chat.message import Role, RoomClass
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.names import names


def speaks_for(call: Call, snapshot: Snapshot, wanted: str | None) -> str:
    """The id of the actor: the one that is named, the room's own, or the only one the caller reports for.

    Raises:
        Refusal: ``picture.not_yours``, or ``picture.which_actor``, which becomes a question.
    """
    own, known = call.caller.roles.get(Role.RAPPORTOR, frozenset()), names(snapshot)
    if wanted is None and call.place.room_class is RoomClass.AKTOR:
        wanted = call.place.owner
    if wanted is None and len(own) == 1:
        return next(iter(own))
    if wanted in own:
        return wanted
    yours = sorted(own, key=known.actor)
    if wanted is not None:
        raise Refusal("picture.not_yours", actor=known.actor(wanted), own=tuple(map(known.actor, yours)))
    choices = tuple(Choice(one, known.actor(one)) for one in yours)
    raise Refusal("picture.which_actor", asks="actor", choices=choices)
