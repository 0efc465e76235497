"""One's own things: ``!språk``, ``!mina``, ``!ångra``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import undo
from bot.chat.converters import OneOf
from bot.chat.declare import Arg, Call, Choice, Command, Confirm, Group, NoticeView, OnChange
from bot.chat.document import Document, Para, bullets, doc
from bot.chat.languages import SOURCE, Languages
from bot.chat.message import Caller, RoomClass
from bot.chat.outcome import Outcome, ToPerson
from bot.chat.preference import choose_language, language_of
from bot.chat.registry import Table
from bot.chat.say import Say, msg
from bot.errors import Refusal
from bot.guidance.find_language import Explained, Found, find_language
from bot.guidance.languages import Language
from commands import begun
from commands.guide_words import name_of


@dataclass(frozen=True)
class Item:
    """One thing that waits for somebody; ``view`` makes a line of its ``fields``."""

    view: NoticeView
    fields: Mapping[str, Any]


class Waiting(Protocol):
    """A subject that knows what waits for a person."""

    async def waiting(self, session: AsyncSession, caller: Caller) -> Sequence[Item]: ...


@dataclass(frozen=True)
class Desk:
    """The subjects that ``!mina`` asks, in the order of the answer."""

    subjects: tuple[Waiting, ...] = ()


@dataclass(frozen=True)
class LanguageArgs:
    language: str | Offered | None


@dataclass(frozen=True)
class Chosen:
    language: str
    changed: bool


@dataclass(frozen=True)
class Offered:
    """A language that only the guide is made in, as it was written; ``language`` where it is certain."""

    text: str
    language: Language | None


class LanguageConverter:
    """A language that the bot itself speaks, or one that the guide is made in."""

    needs: ClassVar[tuple[type, ...]] = (Languages,)

    def __init__(self) -> None:
        self._own = OneOf({"sv": (msg("svenska"), "sv", "swedish"), "en": (msg("engelska"), "en", "english")})

    async def read(self, text: str, call: Call) -> str | Offered:
        try:
            chosen = await self._own.read(text, call)
        except Refusal:
            return self._in_guide(text, call)
        return chosen if chosen in call.service(Languages).known else SOURCE

    async def choices(self, call: Call) -> Sequence[Choice]:
        return await self._own.choices(call)

    def _in_guide(self, text: str, call: Call) -> str | Offered:
        match find_language(text):
            case Found(language) if language.code in call.service(Languages).known:
                return language.code
            case Found(language):
                return Offered(text, language)
            case Explained():
                return Offered(text, None)
            case _:
                own = tuple(Choice(word, word) for word in (msg("svenska"), msg("engelska")))
                raise Refusal("value.not_listed", text=text, choices=own)


async def offered(call: Call, args: LanguageArgs) -> Offered | None:  # noqa: ARG001 - it is an executor
    """There is nothing to ask when the bot speaks it itself."""
    return args.language if isinstance(args.language, Offered) else None


async def set_language(call: Call, args: LanguageArgs) -> Outcome:
    session, caller = call.session, call.caller
    if args.language is None:
        return Outcome(Chosen(await language_of(session, caller.user_id, caller.language), changed=False))
    if isinstance(args.language, Offered):
        wanted = args.language
        text = wanted.language.code if wanted.language else wanted.text
        return Outcome(undo.Instead(("gängsnack",), {"language": text}))
    await choose_language(session, caller.user_id, args.language)
    # the answer is the first thing in the new language: whoever hit the wrong one sees it at once
    direct = call.place.room_class is RoomClass.DIREKT
    here = ToPerson(caller.user_id, call.place.room_id) if direct else None
    return Outcome(Chosen(args.language, changed=True), answer_to=here)


async def my_items(call: Call, desk: Desk, table: Table) -> Outcome:
    drafts = [Item(begun.line, fields) for fields in await begun.begun(call, table)]
    found = [await subject.waiting(call.session, call.caller) for subject in desk.subjects]
    items = (*drafts, *(item for items in found for item in items))
    # what waits for somebody, or that nothing does, is told to no room
    apart = call.place.room_class is not RoomClass.DIREKT
    return Outcome(items, answer_to=ToPerson(call.caller.user_id) if apart else None)


async def undo_last(call: Call, table: Table) -> Outcome:
    way_back = await undo.take(call.session, call.caller.user_id)
    if way_back is None:
        raise Refusal("undo.nothing")
    if isinstance(way_back, undo.Settled):
        instead = table.bound(way_back.path).command.instead if table.has(way_back.path) else None
        raise Refusal("undo.settled", path=way_back.path, instead=instead)
    return Outcome(way_back)


def _offer(value: Offered, say: Say) -> Document:
    own = say("Jag skriver själv bara svenska och engelska.")
    if value.language is None:
        return doc(own, say("Guiden Gängsnacket finns på fler språk. Ska jag se efter här?"))
    name = name_of(value.language, say)
    return doc(own, say("Guiden Gängsnacket finns på {language}. Ska jag lämna ut den här?", language=name))


def _language(value: Chosen, say: Say) -> Document:
    names = {"sv": say("svenska"), "en": say("engelska")}
    if not value.changed:
        return doc(say("Jag skriver {language} till dig.", language=names[value.language]))
    return doc(say("Jag skriver {language} till dig från och med nu.", language=names[value.language]))


def _items(value: Sequence[Item], say: Say) -> Document:
    if not value:
        return doc(say("Inget väntar på dig."))
    lines = [_line(item.view(item.fields, say)) for item in value]
    return doc(say("Det här väntar på dig:"), bullets(lines))


def _line(document: Document) -> Para:
    paras = [block for block in document.blocks if isinstance(block, Para)]
    return replace(paras[0], inlines=tuple(inline for one in paras for inline in (*one.inlines, " "))[:-1])


GROUP = Group(
    commands=(
        Command(
            path=("språk",),
            aliases=(("language",),),
            summary=msg("väljer språket jag skriver till dig på i direktchatten"),
            args=(
                Arg(
                    name="language",
                    key="språk",
                    aliases=("language",),
                    convert=LanguageConverter(),
                    summary=msg("svenska eller engelska"),
                    question=msg("Vilket språk ska jag skriva på?"),
                    required=False,
                    position=0,
                    rest=True,
                    example="en",
                ),
            ),
            execute=set_language,
            confirm=Confirm(prepare=offered, view=_offer),
            view=_language,
            on_redact=OnChange.NOTHING,
            instead=msg("Skriv !språk igen med det språk du vill ha."),
            examples=("språk en", "språk svenska"),
        ),
        Command(
            path=("mina",),
            aliases=(("mine",), ("my",)),
            summary=msg("visar vad som väntar på dig"),
            execute=my_items,
            view=_items,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
        ),
        Command(
            path=("ångra",),
            aliases=(("undo",),),
            summary=msg("tar tillbaka ditt senaste steg, där det går"),
            execute=undo_last,
            view=lambda _value, _say: doc(),
        ),
    ),
)
