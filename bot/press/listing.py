"""Messages as lists: those that somebody may see here by state, and what is planned by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Outcome
from bot.press.conflicts import PLANNED, clashing
from bot.press.content import Content, from_json
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.find import may_see
from bot.press.pictures import actor_name
from bot.press.sight import answer_to
from bot.press.signed import living
from bot.press.tables import MessageRow, RevisionRow
from bot.press.values import State
from bot.register.section import Snapshot

OVER: Final = frozenset({State.PUBLISHED, State.CORRECTED, State.RETRACTED, State.STOPPED})
"""Nothing more happens to them by itself."""
_SHOWN: Final = 20
_READ: Final = 200
_SINCE: Final = timedelta(hours=1)


class Which(StrEnum):
    """OPEN: those that something is still to become of. MINE: of these, the caller's organisations'."""

    OPEN = "open"
    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True)
class Wanted:
    which: Which = Which.OPEN
    state: State | None = None
    actor: str | None = None


@dataclass(frozen=True)
class Item:
    """One message in a list. ``title`` None: not to be said there. ``lacking``: who has yet to sign."""

    reference: str
    state: State
    owner: str
    title: str | None
    at: datetime | None
    exercise: bool
    lacking: tuple[str, ...] = ()
    clash: bool = False


@dataclass(frozen=True)
class Listed:
    """``more``: how many are not shown; at least so many. ``narrowed``: not everything was asked for."""

    items: tuple[Item, ...]
    more: int
    narrowed: bool = False


class ListMessages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, wanted: Wanted) -> Outcome:
        """Those that the caller may see here, in the order in which they need somebody."""
        session = call.session
        snapshot = await self._desk.snapshot(session)
        own = frozenset().union(*call.caller.roles.values(), {call.caller.organisation or ""})
        where: list[ColumnElement[bool]] = []
        if wanted.state is not None:
            where.append(MessageRow.state == wanted.state)
        elif wanted.which is not Which.ALL:
            where.append(MessageRow.state.not_in(sorted(OVER)))
        if wanted.which is Which.MINE:
            where.append(MessageRow.owner.in_(sorted(own)))
        if wanted.actor is not None:
            where.append(MessageRow.owner == wanted.actor)
        found = await _rows(session, where, MessageRow.id.desc())
        seen = [(row, content) for row, content in found if _shown_here(row, content, call)]
        items = [await self._item(call, snapshot, row, content) for row, content in seen[:_SHOWN]]
        narrowed = wanted not in {Wanted(), Wanted(Which.ALL)}
        listed = Listed(tuple(items), len(seen) - len(items), narrowed)
        return Outcome(listed, answer_to=answer_to(call))

    async def _item(self, call: Call, snapshot: Snapshot, row: MessageRow, content: Content | None) -> Item:
        item = _item(snapshot, row, content)
        if row.state != State.CIRCULATED:
            return item
        standing = await living(call.session, snapshot, row, content, call.now)
        return replace(item, lacking=tuple(actor_name(snapshot, one) for one in standing.missing))


class ListPlanned:
    """What is planned across the actors, for people who plan themselves."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call) -> Listed:
        """In order of time, what is close to another actor's marked.

        That an actor plans something everybody here may know; what it is about only who may see it.
        """
        snapshot = await self._desk.snapshot(call.session)
        where = [MessageRow.state.in_(sorted(PLANNED)), MessageRow.publish_at > call.now - _SINCE]
        rows = await _rows(call.session, where, MessageRow.publish_at)
        close = self._close(snapshot, [row for row, _ in rows])
        items = [
            replace(
                _item(snapshot, row, content if may_see(row, content, call.caller, call.place) else None),
                clash=row.reference in close,
            )
            for row, content in rows
        ]
        return Listed(tuple(items[:_SHOWN]), len(items[_SHOWN:]))

    def _close(self, snapshot: Snapshot, rows: Sequence[MessageRow]) -> frozenset[str]:
        times = [
            (row.reference, row.owner, row.publish_at)
            for row in rows
            if row.publish_at is not None and not row.exercise
        ]
        return clashing(times, settings(snapshot).conflict)


def _shown_here(row: MessageRow, content: Content | None, call: Call) -> bool:
    """A draft is listed to its owner alone, and so in no room that others are in."""
    shared = call.place.room_class not in {RoomClass.DIREKT, RoomClass.AKTOR}
    if row.circulated_at is None and shared:
        return False
    return may_see(row, content, call.caller, call.place)


async def _rows(
    session: AsyncSession, where: Sequence[ColumnElement[bool]], order: Any
) -> list[tuple[MessageRow, Content | None]]:
    found = await session.execute(
        select(MessageRow, RevisionRow.content)
        .join(
            RevisionRow,
            (RevisionRow.message_id == MessageRow.id) & (RevisionRow.number == MessageRow.revision),
        )
        .where(*where)
        .order_by(order, MessageRow.id)
        .limit(_READ)
    )
    return [(row, from_json(content) if content is not None else None) for row, content in found]


def _item(snapshot: Snapshot, row: MessageRow, content: Content | None) -> Item:
    return Item(
        row.reference,
        State(row.state),
        actor_name(snapshot, row.owner),
        content.title if content else None,
        row.published_at or row.publish_at,
        row.exercise,
    )
