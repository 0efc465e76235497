"""Which message somebody speaks of, whether they may see it, and whether they may change it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call, Choice
from bot.chat.message import Caller, Place, Role, RoomClass
from bot.errors import Refusal
from bot.press.content import Content, from_json
from bot.press.numbers import MESSAGES, is_latest, typed
from bot.press.pictures import revision_of
from bot.press.tables import MessageRow
from bot.press.values import State

_OFFERED = 9
_OWN = frozenset({RoomClass.DIREKT, RoomClass.AKTOR})
"""Where an actor may be among its own."""
_CENTRE = frozenset({Role.TIB, Role.ROC, Role.ADMIN})


async def content_of(session: AsyncSession, row: MessageRow, number: int | None = None) -> Content:
    """Of the newest revision, or of the one of that number.

    Raises:
        Refusal: ``message.erased``.
    """
    revision = await revision_of(session, row, number)
    if revision.content is None:
        raise Refusal("message.erased", reference=row.reference)
    return from_json(revision.content)


def parties(row: MessageRow, content: Content | None) -> frozenset[str]:
    """The actors that take part: the owner, those that sign, and those that are told."""
    if content is None:
        return frozenset({row.owner})
    return frozenset({row.owner, *content.quorum.signers, *content.informed})


def may_see(row: MessageRow, content: Content | None, caller: Caller, place: Place) -> bool:
    """A draft is its owner's alone; from then on everyone who works with messages, and the parties' people.

    In an actor's room it is said only when that actor takes part; a draft in no wider room than that, but for
    the one it was written in.
    """
    circulated = row.state != State.DRAFT and row.circulated_at is not None
    if not circulated and place.room_class not in _OWN and place.room_id != row.room_id:
        return False
    if place.room_class is RoomClass.AKTOR and place.owner not in (
        parties(row, content) if circulated else {row.owner}
    ):
        return False
    own = row.owner == caller.organisation or any(row.owner in held for held in caller.roles.values())
    if own or caller.user_id == row.author:
        return True
    if not circulated:
        return False
    working = {Role.KOMMUNIKATOR, Role.GODKANNARE, *_CENTRE} & caller.roles.keys()
    return bool(working) or caller.organisation in parties(row, content)


def owns(row: MessageRow, caller: Caller) -> bool:
    """True for who writes and plans for the message's organisation."""
    return row.owner in caller.roles.get(Role.KOMMUNIKATOR, frozenset())


async def meant(
    call: Call, reference: str | None, states: Collection[State] | None = None
) -> tuple[MessageRow, Content | None]:
    """The message that somebody speaks of, held until this transaction ends.

    It is the one they name, else the only one in those states that they may see here.

    Raises:
        Refusal: ``message.none``, ``message.unknown``, ``message.reference``; ``message.which`` asks.
    """
    session = call.session
    if reference is not None and not is_latest(reference):
        if (wanted := typed(MESSAGES, reference)) is None:
            raise Refusal("message.reference", text=reference[:40])
        row = await session.scalar(select(MessageRow).where(MessageRow.reference == wanted))
        if row is None or not may_see(row, await _content(session, row), call.caller, call.place):
            raise Refusal("message.unknown", text=reference[:40])
        return await _held(session, row)
    query = select(MessageRow).order_by(MessageRow.id.desc()).limit(100)
    if states is not None and reference is None:
        query = query.where(MessageRow.state.in_(sorted(states)))
    found = [
        row
        for row in await session.scalars(query)
        if may_see(row, await _content(session, row), call.caller, call.place)
    ]
    if not found:
        raise Refusal("message.none")
    if len(found) > 1 and reference is None:
        titles = [(row.reference, (await content_of(session, row)).title) for row in found[:_OFFERED]]
        choices = [Choice(one, one) for one, _ in titles]
        raise Refusal("message.which", asks="reference", choices=choices, titles=titles)
    return await _held(session, found[0])


async def held(session: AsyncSession, row_id: int) -> MessageRow:
    """The row as it is now, held until this transaction ends."""
    wanted = select(MessageRow).where(MessageRow.id == row_id).with_for_update()
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one()


async def _held(session: AsyncSession, row: MessageRow) -> tuple[MessageRow, Content | None]:
    found = await held(session, row.id)
    return found, await _content(session, found)


async def _content(session: AsyncSession, row: MessageRow) -> Content | None:
    revision = await revision_of(session, row)
    return from_json(revision.content) if revision.content is not None else None
