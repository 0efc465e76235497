"""Handing out the guide in one language: the official one, our short text, and the help there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.actors.facts import Kommun, kommun
from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, Outcome, ToRoom
from bot.guidance import counts
from bot.guidance.catalogue import Texts
from bot.guidance.counts import What
from bot.guidance.desk import Desk
from bot.guidance.entries import settings
from bot.guidance.languages import SOURCE, Language, language, languages
from bot.guidance.leaf import Leaf, Told, make_leaf
from bot.guidance.official import Official, official
from bot.guidance.showable import Showing, showing
from bot.guidance.source import PARTS, lines
from bot.guidance.values import ReviewState, Section

EMERGENCY: Final = "112"
TEXT_SECTIONS: Final = tuple(one.section for one in PARTS)


@dataclass(frozen=True)
class Wanted:
    """``language`` and ``kommun`` are codes; without a section it is all of the text."""

    language: str
    kommun: str | None = None
    section: Section | None = None


@dataclass(frozen=True)
class HandedOut:
    """What whoever asked is told. ``states`` and ``sections``: of those asked for, and of RAM.

    ``alone``: it was asked for in a direct chat. ``leaf``: a message in the language follows.
    """

    language: Language
    kommun: Kommun | None
    official: Official | None
    states: Mapping[Section, ReviewState]
    sections: Mapping[Section, Showing]
    alone: bool
    drafts_allowed: bool
    leaf: bool


@dataclass(frozen=True)
class Offer:
    """One language in the list."""

    language: Language
    official: Official | None
    states: Mapping[Section, ReviewState]


@dataclass(frozen=True)
class Offers:
    languages: tuple[Offer, ...]


class HandOut:
    """Hands out, and lists what there is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, wanted: Wanted) -> Outcome:
        """The answer, and a message in the language to the same room."""
        session = call.session
        snapshot = await self._desk.snapshot(session)
        rules = settings(snapshot)
        tongue = await self._desk.tongue(session, wanted.language)
        guide = await official(session, snapshot, wanted.language, call.now)
        asked = (wanted.section,) if wanted.section else TEXT_SECTIONS
        alone = call.place.room_class is RoomClass.DIREKT
        states = {
            one: found for one, found in states_of(tongue.texts).items() if one in (*asked, Section.RAM)
        }
        sections = {
            one: showing(state, rules, alone=alone, ever_reviewed=False) for one, state in states.items()
        }
        leaf = make_leaf(
            tongue,
            Told(
                MappingProxyType(sections),
                guide.entry if guide else None,
                MappingProxyType({"hjälp.fara": EMERGENCY}),
            ),
        )
        await self._count(call, wanted, guide)
        handed = HandedOut(
            language=language(wanted.language),
            kommun=kommun(wanted.kommun) if wanted.kommun else None,
            official=guide,
            states=MappingProxyType(states),
            sections=MappingProxyType(sections),
            alone=alone,
            drafts_allowed=rules.show_drafts,
            leaf=leaf is not None,
        )
        notices = () if leaf is None else (_message(call, leaf),)
        return Outcome(handed, notices)

    async def offers(self, call: Call) -> Outcome:
        """Every language, and what there is in it."""
        snapshot = await self._desk.snapshot(call.session)
        texts = await self._desk.shelf.all(call.session)
        found = [
            Offer(one, await official(call.session, snapshot, one.code, call.now), states_of(texts[one.code]))
            for one in languages()
        ]
        return Outcome(Offers(tuple(found)))

    async def _count(self, call: Call, wanted: Wanted, guide: Official | None) -> None:
        await counts.add(call.session, wanted.language, wanted.kommun, What.TEXT, call.now)
        if guide is not None and guide.body is not None:
            await counts.add(call.session, wanted.language, wanted.kommun, What.GUIDE, call.now)


def states_of(texts: Texts) -> Mapping[Section, ReviewState]:
    """How far each section has come, as far as the catalogue tells."""
    return {one: _state(texts, one) for one in Section}


def _state(texts: Texts, section: Section) -> ReviewState:
    if any(texts.entry(line) is None for line in lines(section)):
        return ReviewState.MISSING
    if any(texts.outdated(line) for line in lines(section)):
        return ReviewState.OUTDATED
    return ReviewState.REVIEWED if texts.language == SOURCE else ReviewState.DRAFT


def _message(call: Call, leaf: Leaf) -> Notice:
    """Beside the answer, so that it can be sent on as it is."""
    return Notice(
        "guide.text",
        ToRoom(call.place.room_id),
        {"leaf": leaf},
        thread=False,
        within=call.incoming.thread_root,
    )
