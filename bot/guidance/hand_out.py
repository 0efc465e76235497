"""Handing out the guide in one language: the official one, our short text, and the help there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import Kommun, actor, kommun
from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, Outcome, ToRoom
from bot.guidance import counts
from bot.guidance.counts import What
from bot.guidance.desk import Desk
from bot.guidance.entries import GuideEntry, guide, settings
from bot.guidance.help import LocalHelp, local_help
from bot.guidance.help_lines import HelpText, lines
from bot.guidance.languages import Language, language, languages
from bot.guidance.leaf import Leaf, Told, make_leaf
from bot.guidance.official import Official, official
from bot.guidance.review import Standing, standing
from bot.guidance.showable import Showing, said, showing
from bot.guidance.source import PARTS
from bot.guidance.tables import GuideFileRow
from bot.guidance.tongue import Missing, Tongue
from bot.guidance.values import Need, ReviewState, Section
from bot.register.section import Snapshot

NEEDS: Final = (Need.BARN, Need.FORALDER, Need.LAMNA)
"""What the guide is about; the rest is asked for with ``!stöd``."""
TEXT_SECTIONS: Final = tuple(one.section for one in PARTS)


@dataclass(frozen=True)
class Wanted:
    """``language`` and ``kommun`` are codes; without a section it is all of the text."""

    language: str
    kommun: str | None = None
    section: Section | None = None


@dataclass(frozen=True)
class HandedOut:
    """What whoever asked is told. ``standings`` and ``sections``: of those asked for, and of RAM.

    ``organisations``: the names of those that have reviewed, by id. ``helps``: the contacts follow.
    ``alone``: it was asked for in a direct chat. ``leaf``: a message in the language follows.
    """

    language: Language
    kommun: Kommun | None
    official: Official | None
    standings: Mapping[Section, Standing]
    sections: Mapping[Section, Showing]
    organisations: Mapping[str, str]
    help: LocalHelp
    helps: bool
    alone: bool
    drafts_allowed: bool
    leaf: bool


@dataclass(frozen=True)
class Offer:
    """One language in the list; ``file``: its official guide is here as a file."""

    language: Language
    entry: GuideEntry | None
    file: bool
    states: Mapping[Section, ReviewState]


@dataclass(frozen=True)
class Offers:
    languages: tuple[Offer, ...]


@dataclass(frozen=True)
class Prepared:
    """What is handed out: as whoever asked is told it, as parents are, and what that was made of."""

    handed: HandedOut
    told: Told
    leaf: Leaf | None


class HandOut:
    """Hands out, and lists what there is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, wanted: Wanted) -> Outcome:
        """The answer, and a message in the language to the same room."""
        alone = call.place.room_class is RoomClass.DIREKT
        found = await self.prepared(call.session, wanted, call.now, alone=alone)
        handed, leaf = found.handed, found.leaf
        guide, text = handed.official is not None, _has_text(handed.sections)
        await self._count(call.session, wanted, call, guide=guide, text=text)
        return Outcome(handed, () if leaf is None else (_message(call, leaf, handed),))

    async def prepared(
        self, session: AsyncSession, wanted: Wanted, now: datetime, *, alone: bool, paper: bool = False
    ) -> Prepared:
        """What there is to hand out at an instant.

        ``paper``: it is read at another hour, so contacts come in the order of a working day and without what
        the hour decides.
        """
        snapshot = await self._desk.snapshot(session)
        tongue = await self._desk.tongue(session, wanted.language)
        found = await official(session, snapshot, wanted.language, now)
        rules = settings(snapshot)
        asked = (*((wanted.section,) if wanted.section else TEXT_SECTIONS), Section.RAM)
        standings = {one: its for one, its in (await standing(session, tongue.texts)).items() if one in asked}
        sections = {
            one: showing(its.state, rules, alone=alone, ever_reviewed=its.approved)
            for one, its in standings.items()
        }
        here = now.astimezone(self._desk.zone)
        at = _at_work(here) if paper else now
        help = local_help(  # noqa: A001
            snapshot, self._desk.duty, wanted.kommun, NEEDS, at, today=here.date()
        )
        names = _organisations(snapshot, standings.values())
        text = help_text(tongue, help, paper=paper) if sections[Section.RAM].said else None
        told = Told(
            sections=MappingProxyType(sections),
            entry=found.entry if found else None,
            numbers=_numbers(help),
            reviews=_reviews(standings, sections, names, self._desk),
            help=text,
        )
        leaf = make_leaf(tongue, told)
        handed = HandedOut(
            language=language(wanted.language),
            kommun=kommun(wanted.kommun) if wanted.kommun else None,
            official=found,
            standings=MappingProxyType(standings),
            sections=MappingProxyType(sections),
            organisations=names,
            help=help,
            helps=text is not None,
            alone=alone,
            drafts_allowed=rules.show_drafts,
            leaf=leaf is not None,
        )
        return Prepared(handed, told, leaf)

    async def offers(self, call: Call) -> Outcome:
        """Every language, and what there is in it."""
        session = call.session
        snapshot = await self._desk.snapshot(session)
        texts = await self._desk.shelf.all(session)
        files = set(await session.scalars(select(GuideFileRow.checksum)))
        found = []
        for one in languages():
            entry = guide(snapshot, one.code)
            its = await standing(session, texts[one.code])
            states = {section: each.state for section, each in its.items()}
            file = entry is not None and entry.sha256 in files
            found.append(Offer(one, entry, file, MappingProxyType(states)))
        return Outcome(Offers(tuple(found)))

    async def _count(
        self, session: AsyncSession, wanted: Wanted, call: Call, *, guide: bool, text: bool
    ) -> None:
        given = {what: 1 for what, is_given in ((What.GUIDE, guide), (What.TEXT, text)) if is_given}
        await counts.add_each(session, wanted.language, wanted.kommun, given, call.now)


def _has_text(sections: Mapping[Section, Showing]) -> bool:
    return any(one is not Section.RAM for one in said(sections))


def _numbers(help: LocalHelp) -> Mapping[str, str]:  # noqa: A002
    """Of the lines of the text that name a number; one that is too old is none."""
    police = help.first("polis")
    found = {"hjälp.fara": help.emergency.phone, "hjälp.polis": police.phone if police else None}
    return MappingProxyType({key: number for key, number in found.items() if number})


def _at_work(moment: datetime) -> datetime:
    """Ten in the morning, that day or the next that is no Saturday or Sunday."""
    days = (0, 0, 0, 0, 0, 2, 1)[moment.weekday()]
    return (moment + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)


def help_text(tongue: Tongue, help: LocalHelp, *, paper: bool = False) -> HelpText | None:  # noqa: A002
    """None where a line of it is not translated: half a list would look whole."""
    try:
        return lines(tongue, help, hours=not paper, checked=not paper)
    except Missing:
        return None


def _organisations(snapshot: Snapshot, found: Iterable[Standing]) -> Mapping[str, str]:
    ids = {review.organisation for its in found for review in its.reviews}
    known = {one: actor(snapshot, one) for one in ids}
    return MappingProxyType({one: entry.name if entry else one for one, entry in known.items()})


def _reviews(
    standings: Mapping[Section, Standing],
    sections: Mapping[Section, Showing],
    names: Mapping[str, str],
    desk: Desk,
) -> tuple[tuple[date, str], ...]:
    """Each day and organisation once, the newest first, of the sections that are said."""
    latest = [standings[one].latest for one in said(sections) if one is not Section.RAM]
    found = {(one.at.astimezone(desk.zone).date(), names[one.organisation]) for one in latest if one}
    return tuple(sorted(found, reverse=True))


def _message(call: Call, leaf: Leaf, handed: HandedOut) -> Notice:
    """Beside the answer, so that it can be sent on as it is; the guide's file comes after it."""
    return Notice(
        "guide.text",
        ToRoom(call.place.room_id),
        {"leaf": leaf, "handed": handed},
        thread=False,
        within=call.incoming.thread_root,
    )
