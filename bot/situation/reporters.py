"""Whose report something is, where its words may stand."""

from __future__ import annotations

from bot.actors.facts import ActorEntry, actor
from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.speaking import speaks_for


def own_actor(call: Call, snapshot: Snapshot, wanted: str | None) -> ActorEntry:
    """The actor that is reported for; ``wanted`` is its id.

    Raises:
        Refusal: ``report.others_room`` in another actor's room, or what ``speaks_for`` refuses.
    """
    mine = actor(snapshot, speaks_for(call, snapshot, wanted))
    if mine is None:
        raise Refusal("report.unknown_actor")
    if call.place.room_class is RoomClass.AKTOR and call.place.owner != mine.id:
        raise Refusal("report.others_room", actor=mine.name)
    return mine
