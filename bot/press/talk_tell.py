"""Who is told what of a rumour or a question: the communicators, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person, room_id, rooms_of
from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, Target, ToPerson, ToRoom
from bot.press.desk import QUESTION, RUMOUR, Desk
from bot.press.talk_pictures import TalkPicture, talk_picture
from bot.press.talk_tables import TalkRow
from bot.press.talk_values import Topic
from bot.press.tell import writers_of
from bot.register.section import Snapshot
from bot.store.event_ref import STATUS


def about(picture: TalkPicture, purpose: str) -> About:
    subject = RUMOUR if picture.topic is Topic.RUMOUR else QUESTION
    return About(subject, picture.reference, purpose)


@dataclass(frozen=True)
class TalkTeller:
    """What is said of one of them, as it stands now. Where strangers are, only that there is something."""

    session: AsyncSession
    desk: Desk
    snapshot: Snapshot
    row: TalkRow
    picture: TalkPicture

    async def card(self) -> list[Notice]:
        """Its one status message in each of the communicators' rooms, edited as things happen."""
        return [
            replace(self._notice("talk.card", ToRoom(room), heard, STATUS), status=True)
            for room, heard in await self._rooms()
        ]

    async def note(
        self,
        kind: str,
        fields: Mapping[str, Any] | None = None,
        *,
        mention: Iterable[str] = (),
        but: str | None = None,
    ) -> list[Notice]:
        """News in its thread in each of those rooms, ``but`` where it is said already to nobody by name.

        Of those to mention, each is called in the rooms that they are in; who is in none gets it alone.
        """
        wanted = [one for one in dict.fromkeys(mention) if person(self.snapshot, one) is not None]
        told: set[str] = set()
        found = []
        for room, heard in await self._rooms():
            away = set(self.desk.rooms.absent(room, wanted))
            here = [one for one in wanted if one not in away]
            told |= set(here)
            if room != but or here:
                said = self._notice(kind, ToRoom(room), heard, "note", fields)
                found.append(replace(said, mention=tuple(here)))
        alone = [one for one in wanted if one not in told]
        return found + [
            replace(self._notice(kind, ToPerson(one), self.picture, "note", fields), mention=(one,))
            for one in alone
        ]

    def owners(self, but: str | None = None) -> tuple[str, ...]:
        """Those who may answer it."""
        return tuple(one for one in writers_of(self.snapshot, self.row.owner) if one != but)

    async def _rooms(self) -> list[tuple[str, TalkPicture]]:
        found = []
        for entry in rooms_of(self.snapshot, RoomClass.KOMMUNIKATION):
            room = room_id(self.snapshot, entry)
            if room is not None:
                safe = await self.desk.rooms.safe(self.session, room)
                found.append((room, self.picture if safe else self.picture.bare()))
        return found

    def _notice(
        self,
        kind: str,
        target: Target,
        heard: TalkPicture,
        purpose: str,
        fields: Mapping[str, Any] | None = None,
    ) -> Notice:
        return Notice(kind, target, {**(fields or {}), "picture": heard}, about(heard, purpose))


async def teller(
    session: AsyncSession, desk: Desk, snapshot: Snapshot, row: TalkRow, now: datetime
) -> TalkTeller:
    """Of a row as it stands now."""
    return TalkTeller(session, desk, snapshot, row, await talk_picture(session, snapshot, row, now))
