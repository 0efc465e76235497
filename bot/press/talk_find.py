"""Which rumour or question somebody speaks of, and whose it is to answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call, Choice
from bot.chat.message import Caller, Role, RoomClass
from bot.chat.outcome import ToPerson
from bot.errors import Refusal
from bot.press.numbers import QUESTIONS, RUMOURS, is_latest, typed
from bot.press.pictures import actor_name
from bot.press.talk_pictures import TalkPicture, talk_picture, talk_pictures
from bot.press.talk_tables import QuestionRow, RumourRow, TalkRow
from bot.press.talk_values import TalkState, Topic
from bot.press.tell import writers_of
from bot.register.section import Snapshot

MODELS: Final[Mapping[Topic, Any]] = MappingProxyType({Topic.RUMOUR: RumourRow, Topic.QUESTION: QuestionRow})
PREFIXES: Final[Mapping[Topic, str]] = MappingProxyType({Topic.RUMOUR: RUMOURS, Topic.QUESTION: QUESTIONS})
_OFFERED: Final = 9
_REFERENCE: Final = re.compile(r"\s*(?:(?:RY|FR)[\W_]{0,3}\d{1,6}|senaste|latest)(?!\w)", re.IGNORECASE)


def reference_ends(text: str) -> int:
    """How many letters of what follows a verb are the reference; the answer begins after them."""
    found = _REFERENCE.match(text)
    return found.end() if found else 0


def apart(call: Call) -> ToPerson | None:
    """A room with people whom the register does not know is not answered: the person is."""
    direct = call.place.room_class is RoomClass.DIREKT
    return ToPerson(call.caller.user_id) if call.place.strangers and not direct else None


def writes_for(caller: Caller) -> frozenset[str]:
    """The actors that the caller answers for."""
    return caller.roles.get(Role.KOMMUNIKATOR, frozenset())


def own_actor(caller: Caller) -> str:
    """The actor that the caller speaks for, when they do not say."""
    actors = writes_for(caller)
    return caller.organisation if caller.organisation in actors else min(actors)


def owner_of(snapshot: Snapshot, caller: Caller, wanted: str | None) -> str:
    """The actor that is to answer.

    Raises:
        Refusal: ``talk.no_writer``: it has nobody who could.
    """
    owner = wanted or own_actor(caller)
    if not writers_of(snapshot, owner):
        raise Refusal("talk.no_writer", actor=actor_name(snapshot, owner))
    return owner


async def meant(
    call: Call, snapshot: Snapshot, topic: Topic, reference: str | None, states: Collection[TalkState]
) -> TalkRow:
    """The one that somebody names, else the only one in those states, held until this transaction ends.

    Raises:
        Refusal: ``talk.reference``, ``talk.unknown``, ``talk.none``; ``talk.which`` asks.
    """
    session, model = call.session, MODELS[topic]
    if reference is not None:
        return await _held(session, topic, await _named(session, topic, reference))
    wanted = select(model).where(model.state.in_(sorted(states))).order_by(model.id.desc())
    found: list[TalkRow] = list(await session.scalars(wanted.limit(_OFFERED)))
    if not found:
        raise Refusal("talk.none", topic=topic)
    if len(found) > 1:
        shown = await talk_pictures(session, snapshot, found, call.now)
        choices = [Choice(one.reference, one.reference) for one in shown]
        refusal = Refusal("talk.which", asks="reference", choices=choices, pictures=shown, topic=topic)
        raise refusal.told_to(apart(call))
    return await _held(session, topic, found[0])


async def may_change(call: Call, snapshot: Snapshot, row: TalkRow) -> TalkPicture:
    """How it stands, for who answers for its owner or for the actor that raised it.

    Raises:
        Refusal: ``talk.not_yours``.
    """
    picture = await talk_picture(call.session, snapshot, row, call.now)
    if not {row.owner, row.raised_for} & writes_for(call.caller):
        raise Refusal("talk.not_yours", picture=picture).told_to(apart(call))
    return picture


async def _named(session: AsyncSession, topic: Topic, text: str) -> TalkRow:
    model = MODELS[topic]
    wanted = select(model).order_by(model.id.desc()).limit(1)
    if not is_latest(text):
        if (reference := typed(PREFIXES[topic], text)) is None:
            raise Refusal("talk.reference", text=text[:40], topic=topic)
        wanted = wanted.where(model.reference == reference)
    row: TalkRow | None = await session.scalar(wanted)
    if row is None:
        raise Refusal("talk.unknown", text=text[:40], topic=topic)
    return row


async def _held(session: AsyncSession, topic: Topic, row: TalkRow) -> TalkRow:
    model = MODELS[topic]
    wanted = select(model).where(model.id == row.id).with_for_update()
    found: TalkRow = (await session.scalars(wanted.execution_options(populate_existing=True))).one()
    return found
