"""Where an answer about a message may stand: a room with strangers is not answered, the person is."""

from __future__ import annotations

from collections.abc import Awaitable, Collection
from dataclasses import replace

from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Outcome, ToPerson
from bot.errors import Refusal
from bot.press.content import Content
from bot.press.find import meant
from bot.press.tables import MessageRow
from bot.press.values import State


def answer_to(call: Call) -> ToPerson | None:
    """None: where it was asked."""
    apart = call.place.room_class is not RoomClass.DIREKT and bool(call.place.strangers)
    return ToPerson(call.caller.user_id) if apart else None


def here(call: Call) -> str | None:
    """The room in which the answer stands, so that nothing more need be said there."""
    return call.place.room_id if answer_to(call) is None else None


async def told_apart(call: Call, doing: Awaitable[Outcome]) -> Outcome:
    """What is done, its answer or its refusal where it may stand."""
    try:
        outcome = await doing
    except Refusal as refusal:
        raise refusal.told_to(answer_to(call)) from None
    return replace(outcome, answer_to=answer_to(call))


async def the_one(
    call: Call, reference: str | None, states: Collection[State] | None = None
) -> tuple[MessageRow, Content | None]:
    """As ``find.meant``; a question that shows titles goes where they may be read."""
    try:
        return await meant(call, reference, states)
    except Refusal as refusal:
        raise refusal.told_to(answer_to(call)) from None
