"""Telling everyone concerned that several messages are kept back: one list for each room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice, ToPerson, ToRoom
from bot.press.desk import Desk
from bot.press.pictures import actor_name, picture_of
from bot.press.tables import MessageRow
from bot.press.tell import Teller, writers_of
from bot.register.section import Snapshot
from bot.store.outbox import Priority


class Cause(StrEnum):
    """Why all are paused. VMA: a public warning has gone out, by those who may give one."""

    VMA = "vma"
    EVENT = "event"
    OTHER = "other"
    MODE = "mode"


@dataclass(frozen=True)
class Kept:
    """One that was kept back. ``at``: its time. ``dropped``: it was not signed, and has no time any more."""

    row: MessageRow
    at: datetime | None
    dropped: bool


@dataclass(frozen=True)
class KeptLine:
    """As it is listed; ``title`` None: not to be said there."""

    reference: str
    owner: str
    title: str | None
    at: datetime | None
    dropped: bool
    exercise: bool


async def tell_all(
    session: AsyncSession,
    desk: Desk,
    kept: Sequence[Kept],
    cause: Cause,
    now: datetime,
    *,
    by: str | None = None,
) -> list[Notice]:
    """Each card as it is now, one list in each room, with the names of those who plan for what is on it.

    Whoever plans and is in none of the rooms gets theirs alone. ``by``: who did it, None for the bot.
    """
    snapshot = await desk.snapshot(session)
    cards: list[Notice] = []
    lists: dict[str, list[KeptLine]] = {}
    called: dict[str, dict[str, None]] = {}
    alone: dict[str, list[KeptLine]] = {}
    for one in kept:
        picture = await picture_of(session, snapshot, one.row, now)
        teller = Teller(session, desk, snapshot, one.row, picture)
        cards += await teller.card()
        waiting = set(writers_of(snapshot, one.row.owner))
        for room, heard in await teller.rooms():
            lists.setdefault(room, []).append(_line(snapshot, one, heard.title))
            here = waiting_in(desk, room, writers_of(snapshot, one.row.owner))
            called.setdefault(room, {}).update(dict.fromkeys(here))
            waiting -= set(here)
        for person in sorted(waiting):
            alone.setdefault(person, []).append(_line(snapshot, one, picture.title))
    fields = {"cause": cause, "by": by}
    return [
        *cards,
        *(
            _notice(ToRoom(room), {**fields, "lines": tuple(lines)}, tuple(called[room]))
            for room, lines in lists.items()
        ),
        *(
            _notice(ToPerson(person), {**fields, "lines": tuple(lines)}, (person,))
            for person, lines in alone.items()
        ),
    ]


def waiting_in(desk: Desk, room: str, people: Sequence[str]) -> tuple[str, ...]:
    """Those of them who are in the room."""
    away = set(desk.rooms.absent(room, people))
    return tuple(one for one in people if one not in away)


def _line(snapshot: Snapshot, one: Kept, title: str | None) -> KeptLine:
    row = one.row
    return KeptLine(row.reference, actor_name(snapshot, row.owner), title, one.at, one.dropped, row.exercise)


def _notice(target: ToRoom | ToPerson, fields: dict[str, object], mention: tuple[str, ...]) -> Notice:
    return Notice("message.all_paused", target, fields, mention=mention, thread=False, priority=Priority.CASE)
