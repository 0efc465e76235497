"""A language, by who writes for the owner; an actor's own block, by who writes for that actor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.chat.declare import Call
from bot.chat.message import Role
from bot.chat.outcome import Outcome, Undo
from bot.errors import Refusal
from bot.press.content import Content, Variant
from bot.press.desk import Desk
from bot.press.draft import Draft
from bot.press.find import content_of, owns, parties
from bot.press.pictures import actor_name
from bot.press.revise import CHANGEABLE, ReviseMessage
from bot.press.revise_rules import owned
from bot.press.sight import the_one
from bot.press.write import writes_for

LOCAL: Final = ("budskap", "lokalt")


@dataclass(frozen=True)
class Translation:
    """What is done with a language: written, said to be ready or not, or taken away; or only wished for."""

    language: str
    text: Variant | None = None
    ready: bool | None = None
    gone: bool = False


class WriteVariant:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._revise = ReviseMessage(desk)

    async def __call__(self, call: Call, reference: str | None, wanted: Translation) -> Outcome:
        """A revision with that language.

        Raises:
            Refusal: ``message.no_variant``; as ``ReviseMessage.edit``.
        """
        row, _ = await the_one(call, reference, CHANGEABLE)
        snapshot = await self._desk.snapshot(call.session)
        owned(call, snapshot, row)
        content = await content_of(call.session, row)
        return await self._revise.part(call, snapshot, row, _draft(content, wanted, row.reference))


class WriteLocal:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._revise = ReviseMessage(desk)

    async def __call__(self, call: Call, reference: str | None, text: str, actor: str | None) -> Outcome:
        """A revision with the block of an actor that takes part; an empty text takes it away.

        Raises:
            Refusal: ``message.no_part``, ``message.not_writer``; ``message.owner`` asks for whom;
                as ``ReviseMessage.edit``.
        """
        row, _ = await the_one(call, reference, CHANGEABLE)
        snapshot = await self._desk.snapshot(call.session)
        content = await content_of(call.session, row)
        taking_part = parties(row, content)
        if (
            actor is None
            and len(own := taking_part & call.caller.roles.get(Role.KOMMUNIKATOR, frozenset())) == 1
        ):
            (actor,) = own
        whose = writes_for(call, snapshot, actor)
        if whose not in taking_part:
            name, owner = actor_name(snapshot, whose), actor_name(snapshot, row.owner)
            raise Refusal("message.no_part", reference=row.reference, actor=name, owner=owner)
        before = {"reference": row.reference, "text": content.local.get(whose) or "-", "owner": whose}
        way_back = None if owns(row, call.caller) else Undo(LOCAL, before)
        return await self._revise.part(call, snapshot, row, Draft(local={whose: text}), way_back)


def _draft(content: Content, wanted: Translation, reference: str) -> Draft:
    code = wanted.language
    there = content.variants.get(code)
    if wanted.gone:
        if code not in content.variants:
            raise Refusal("message.no_variant", reference=reference, language=code)
        return Draft(dropped=(code,))
    if wanted.text is not None:
        return Draft(variants={code: replace(wanted.text, ready=bool(wanted.ready))})
    if wanted.ready is not None:
        if there is None:
            raise Refusal("message.no_variant", reference=reference, language=code)
        return Draft(variants={code: replace(there, ready=wanted.ready)})
    return Draft(languages=(*content.variants, code))
