"""Who is told what of a need: ROC as it comes, its raiser and its owner as things happen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person, room_id, rooms_of
from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, Target, ToActor, ToPerson, ToRoom
from bot.register.section import Snapshot
from bot.situation.desk import NEED, Desk
from bot.situation.needs import NeedPicture
from bot.situation.tables import NeedRow
from bot.store.event_ref import STATUS
from bot.store.outbox import Priority

_NOTE = "note"


@dataclass(frozen=True)
class Teller:
    """What is said of one need, as it stands now."""

    session: AsyncSession
    desk: Desk
    snapshot: Snapshot
    row: NeedRow
    picture: NeedPicture

    async def card(self) -> list[Notice]:
        """The need's one message in ROC, edited as things happen."""
        return [
            replace(self._notice("need.card", ToRoom(where), heard, STATUS), status=True)
            for where, heard in await self._centre()
        ]

    async def note(self, kind: str, *, mention: Iterable[str] = (), but: str | None = None) -> list[Notice]:
        """A new message in the need's thread in ROC, ``but`` where it is said already."""
        return [
            self._notice(kind, ToRoom(where), heard, mention=mention)
            for where, heard in await self._centre()
            if where != but
        ]

    def raiser(self, kind: str, but: str | None = None) -> list[Notice]:
        """To whoever raised it, unless it is they who did it."""
        return self._person(kind, self.row.raised_by, self.row.actor, but)

    def owner(self, kind: str, but: str | None = None) -> list[Notice]:
        """To whoever took it, unless it is they who did it."""
        if self.row.owner is None or self.row.owner_actor is None:
            return []
        return self._person(kind, self.row.owner, self.row.owner_actor, but)

    def _person(self, kind: str, user_id: str, actor: str, but: str | None) -> list[Notice]:
        """Their actor instead of somebody whom the register has no more."""
        if user_id == but:
            return []
        known = person(self.snapshot, user_id) is not None
        target: Target = ToPerson(user_id) if known else ToActor(actor)
        return [self._notice(kind, target, self.picture, mention=[user_id] if known else ())]

    async def _centre(self) -> list[tuple[str, NeedPicture]]:
        """ROC's rooms; the words are not said where strangers are."""
        found = []
        for entry in rooms_of(self.snapshot, RoomClass.ROC):
            where = room_id(self.snapshot, entry)
            if where is not None:
                safe = await self.desk.rooms.safe(self.session, where)
                found.append((where, self.picture if safe else replace(self.picture, words=None)))
        return found

    def _notice(
        self,
        kind: str,
        target: Target,
        heard: NeedPicture,
        purpose: str = _NOTE,
        *,
        mention: Iterable[str] = (),
    ) -> Notice:
        return Notice(
            kind=kind,
            target=target,
            fields={"picture": heard},
            about=About(NEED, self.row.reference, purpose),
            mention=tuple(mention),
            priority=Priority.ANSWER,
        )
