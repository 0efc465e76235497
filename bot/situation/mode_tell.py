"""Who is told what of the mode: a call to those who decide, a change to everybody, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person, room_id, rooms_of
from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, ToPerson, ToPhone, ToRoom
from bot.register.section import Snapshot
from bot.situation.desk import MODE, Desk, duty_officers
from bot.situation.mode import CallPicture
from bot.store.event_ref import STATUS
from bot.store.outbox import Priority

RING: Final = "ring"
_NOTE: Final = "note"
_CENTRE: Final = (RoomClass.ROC,)
_EVERYBODY: Final = (RoomClass.ROC, RoomClass.SSR, RoomClass.AKTOR)
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class Teller:
    """What is said of one call, as it stands now."""

    session: AsyncSession
    desk: Desk
    snapshot: Snapshot
    picture: CallPicture

    async def card(self, mention: Iterable[str] = ()) -> list[Notice]:
        """The call's one message in ROC, edited as things happen; the first mentions those who decide."""
        return [
            self._notice("mode.card", ToRoom(where), heard, STATUS, mention=mention, status=True)
            for where, heard in await self._rooms(_CENTRE)
        ]

    async def note(
        self,
        kind: str,
        fields: Mapping[str, Any] = _NOTHING,
        mention: Iterable[str] = (),
        *,
        but: str | None = None,
    ) -> list[Notice]:
        """A new message in the call's thread in ROC, ``but`` where it is said already."""
        return [
            self._notice(kind, ToRoom(where), heard, _NOTE, fields, mention=mention)
            for where, heard in await self._rooms(_CENTRE)
            if where != but
        ]

    def people(self, kind: str, people: Iterable[str], **fields: Any) -> list[Notice]:
        """In direct chats; a reply there is about the call."""
        return [
            self._notice(kind, ToPerson(one), self.picture, _NOTE, fields, mention=[one])
            for one in dict.fromkeys(people)
        ]

    def ring(self, number: int, now: datetime, step: timedelta) -> list[Notice]:
        """A text message to each who may decide, and a call half a step later; an exercise rings nobody."""
        if self.picture.exercise:
            return []
        known = (person(self.snapshot, one) for one in duty_officers(self.snapshot))
        phones = [entry.id for entry in known if entry is not None and entry.phone]
        return [
            self._notice("mode.phone", ToPhone(one, voice=voice, not_before=at), self.picture, purpose)
            for one in phones
            for purpose in (f"{RING}-{number}",)
            for voice, at in ((False, now), (True, now + step / 2))
        ]

    async def everybody(self, actors: tuple[str, ...], but: str) -> list[Notice]:
        """One short message to every room that works by the mode, once, ``but`` where it is said already.

        An exercise is told to ROC and in the rooms of the ``actors`` that take part, and to nobody else.
        """
        exercise = self.picture.exercise
        classes = (RoomClass.ROC, RoomClass.AKTOR) if exercise else _EVERYBODY
        rooms = await self._rooms(classes, actors if exercise else None)
        key = f"mode {self.picture.reference} {self.picture.state.value}"
        return [
            replace(self._notice("mode.changed", ToRoom(where), heard, _NOTE), thread=False, dedupe_key=key)
            for where, heard in rooms
            if where != but
        ]

    async def _rooms(
        self, classes: Iterable[RoomClass], actors: tuple[str, ...] | None = None
    ) -> list[tuple[str, CallPicture]]:
        """Each room, and what it may hear: the cause is not said where strangers are."""
        found = []
        for room_class in classes:
            for entry in rooms_of(self.snapshot, room_class):
                where = room_id(self.snapshot, entry)
                others = actors is not None and room_class is RoomClass.AKTOR and entry.owner not in actors
                if where is None or others:
                    continue
                safe = await self.desk.rooms.safe(self.session, where)
                bare = replace(self.picture, cause=None, reason=None)
                found.append((where, self.picture if safe else bare))
        return found

    def _notice(
        self,
        kind: str,
        target: ToRoom | ToPerson | ToPhone,
        heard: CallPicture,
        purpose: str,
        fields: Mapping[str, Any] = _NOTHING,
        *,
        mention: Iterable[str] = (),
        status: bool = False,
    ) -> Notice:
        return Notice(
            kind=kind,
            target=target,
            fields={**fields, "picture": heard},
            about=About(MODE, self.picture.reference, purpose),
            mention=tuple(mention),
            status=status,
            priority=Priority.CASE,
        )
