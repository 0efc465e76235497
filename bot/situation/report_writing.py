"""Who is writing for an actor right now: told to whoever begins as well."""

from __future__ import annotations

from bot.actors.facts import person
from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToPerson, ToRoom
from bot.errors import Refusal
from bot.situation.desk import Desk
from bot.situation.reporters import own_actor
from bot.situation.rounds import writing


class BeginReport:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call) -> list[Notice]:
        """Note that the caller writes; tell of somebody else of the actor who began before."""
        snapshot = await self._desk.snapshot(call.session)
        try:
            actor = own_actor(call, snapshot, None)
        except Refusal:
            return []
        other = await writing(call.session, actor.id, call.caller.user_id, call.now)
        if other is None:
            return []
        user_id, since = other
        known = person(snapshot, user_id)
        room = call.place.room_id
        direct = call.place.room_class is RoomClass.DIREKT
        target = ToPerson(call.caller.user_id, room) if direct else ToRoom(room)
        return [Notice("report.writing", target, {"name": known.name if known else user_id, "since": since})]
