"""Who is asked for an actor's report, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import ActorEntry, ActorKind, actor_room, reporters
from bot.chat.outcome import About, Notice, ToPerson, ToRoom
from bot.register.section import Snapshot
from bot.situation.desk import Desk
from bot.situation.entries import reporting
from bot.store.outbox import Priority


def expected_actors(snapshot: Snapshot) -> tuple[str, ...]:
    """Those who count as missing when silent, in the register's order."""
    actors = snapshot.of(ActorEntry).values()
    return tuple(
        one.id for one in actors if one.kind is not ActorKind.STOD and reporting(snapshot, one.id).asks
    )


@dataclass(frozen=True)
class Contact:
    """Where an actor is asked: its own room, where ``mention`` are called, and these direct chats."""

    room: str | None
    mention: tuple[str, ...]
    direct: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anybody to ask."""
        return self.room is not None or bool(self.direct)

    def notices(
        self, kind: str, about: About, fields: Mapping[str, Any], *, once: str | None = None
    ) -> Iterator[Notice]:
        """The same to each of them; ``once`` names what is never said to the same one twice."""
        for target, mention in (
            *(((ToRoom(self.room), self.mention),) if self.room is not None else ()),
            *((ToPerson(one), (one,)) for one in self.direct),
        ):
            yield Notice(
                kind, target, fields, about, mention=mention, priority=Priority.PICTURE, dedupe_key=once
            )


async def contact(
    session: AsyncSession, desk: Desk, snapshot: Snapshot, actor: str, *, stand_ins: bool = False
) -> Contact:
    """Whom to ask now. A room with somebody whom the register does not know is passed by.

    Those named in the register, otherwise whoever is ``rapportör`` for the actor; with ``stand_ins`` they
    too. Who has not come into the room is asked in the direct chat.
    """
    entry = reporting(snapshot, actor)
    named = entry.people or tuple(one.id for one in reporters(snapshot, actor))
    called = tuple(dict.fromkeys((*named, *(entry.stand_ins if stand_ins else ()))))
    room = actor_room(snapshot, actor)
    if room is None or not await desk.rooms.safe(session, room):
        return Contact(None, (), called)
    absent = desk.rooms.absent(room, called)
    return Contact(room, tuple(one for one in called if one not in absent), absent)
