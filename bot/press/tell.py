"""Who is told what of a message: its card in each of its rooms, news in its thread, people by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import actor_room, has_role, people, room_id, rooms_of
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import About, Notice, ToPerson, ToRoom
from bot.press.desk import MESSAGE, Desk
from bot.press.find import parties
from bot.press.pictures import MessagePicture
from bot.press.tables import MessageRow
from bot.register.section import Snapshot
from bot.store.event_ref import STATUS
from bot.store.outbox import Priority


def signers_of(snapshot: Snapshot, actor: str) -> tuple[str, ...]:
    """Who approves for an actor, in the register's order."""
    return tuple(one.id for one in people(snapshot) if has_role(snapshot, one.id, Role.GODKANNARE, actor))


def writers_of(snapshot: Snapshot, actor: str) -> tuple[str, ...]:
    """Who writes for an actor."""
    return tuple(one.id for one in people(snapshot) if has_role(snapshot, one.id, Role.KOMMUNIKATOR, actor))


@dataclass(frozen=True)
class Teller:
    """What is said of one message, as it stands now. Where strangers are, only that there is something.

    ``fields`` of every notice have ``picture``.
    """

    session: AsyncSession
    desk: Desk
    snapshot: Snapshot
    row: MessageRow
    picture: MessagePicture

    async def card(self) -> list[Notice]:
        """The message's one status message in each of its rooms, edited as things happen."""
        return [
            replace(self._notice("message.card", room, heard, STATUS), status=True)
            for room, heard in await self.rooms()
        ]

    async def note(
        self,
        kind: str,
        fields: Mapping[str, Any] | None = None,
        *,
        mention: Iterable[str] = (),
        but: str | None = None,
        priority: Priority = Priority.ANSWER,
    ) -> list[Notice]:
        """News in the message's thread in each of its rooms, ``but`` where it is said already.

        Of those to mention, each is called in the rooms that they are in; who is in none gets it alone.
        """
        wanted, told, found = list(mention), set[str](), []
        for room, heard in await self.rooms():
            away = set(self.desk.rooms.absent(room, wanted))
            here = [one for one in wanted if one not in away]
            told |= set(here)
            if room != but:
                said = self._notice(kind, room, heard, "note", fields)
                found.append(replace(said, mention=tuple(here), priority=priority))
        alone = [one for one in wanted if one not in told]
        return [*found, *self.people(kind, alone, fields, priority)]

    async def to_actor(
        self,
        kind: str,
        actor: str,
        people: Iterable[str],
        fields: Mapping[str, Any] | None = None,
        *,
        priority: Priority = Priority.ANSWER,
        dedupe_key: str | None = None,
    ) -> list[Notice]:
        """To these people of one actor: by name in its room, where they are, and the others alone."""
        wanted, found, room = list(people), list[Notice](), actor_room(self.snapshot, actor)
        alone = wanted if room is None else list(self.desk.rooms.absent(room, wanted))
        if room is not None:
            said = self._notice(kind, room, await self._heard(room), "note", fields)
            here = tuple(one for one in wanted if one not in alone)
            found.append(replace(said, mention=here, priority=priority))
        found += self.people(kind, alone, fields, priority)
        return [replace(one, dedupe_key=dedupe_key) for one in found]

    def people(
        self,
        kind: str,
        user_ids: Iterable[str],
        fields: Mapping[str, Any] | None = None,
        priority: Priority = Priority.ANSWER,
    ) -> list[Notice]:
        """To each of them in their direct chat."""
        return [
            Notice(
                kind,
                ToPerson(one),
                {**(fields or {}), "picture": self.picture},
                About(MESSAGE, self.row.reference, "note"),
                mention=(one,),
                priority=priority,
            )
            for one in user_ids
        ]

    async def rooms(self) -> list[tuple[str, MessagePicture]]:
        """The owner's room; once circulated the communicators' and those of the actors that take part.

        Each with what may be said there.
        """
        circulated = self.row.circulated_at is not None
        actors = parties(self.row, self.picture.content) if circulated else frozenset({self.row.owner})
        wanted: list[str | None] = []
        if circulated:
            wanted += [
                room_id(self.snapshot, one) for one in rooms_of(self.snapshot, RoomClass.KOMMUNIKATION)
            ]
        wanted += [actor_room(self.snapshot, one) for one in sorted(actors)]
        rooms = dict.fromkeys(one for one in wanted if one is not None)
        return [(room, await self._heard(room)) for room in rooms]

    async def _heard(self, room: str) -> MessagePicture:
        """What may be said there of it."""
        safe = await self.desk.rooms.safe(self.session, room)
        return self.picture if safe else replace(self.picture, content=None, title=None)

    def _notice(
        self,
        kind: str,
        room: str,
        heard: MessagePicture,
        purpose: str,
        fields: Mapping[str, Any] | None = None,
    ) -> Notice:
        about = About(MESSAGE, self.row.reference, purpose)
        return Notice(kind, ToRoom(room), {**(fields or {}), "picture": heard}, about)
