"""One's own things: ``!språk``, ``!mina``, ``!ångra``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import undo
from bot.chat.converters import OneOf
from bot.chat.declare import Arg, Call, Choice, Command, Group, NoticeView, OnChange
from bot.chat.document import Document, Para, bullets, doc
from bot.chat.languages import Languages
from bot.chat.message import Caller, RoomClass
from bot.chat.outcome import Outcome, ToPerson
from bot.chat.preference import choose_language, language_of
from bot.chat.registry import Table
from bot.chat.say import Say, msg
from bot.errors import Refusal
from commands import begun


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
    language: str | None


@dataclass(frozen=True)
class Chosen:
    language: str
    changed: bool


class LanguageConverter:
    """A language that the bot itself speaks; others that the guide is made in are known by name."""

    needs: ClassVar[tuple[type, ...]] = (Languages,)

    def __init__(self) -> None:
        self._own = OneOf({"sv": (msg("svenska"), "sv", "swedish"), "en": (msg("engelska"), "en", "english")})
        self._guide = OneOf(
            {
                "ar": (msg("arabiska"), "arabic", "العربية"),
                "ckb": (msg("sorani"), "centralkurdiska", "kurdiska", "kurdish", "کوردی"),
                "fr": (msg("franska"), "français", "french"),
                "fa": (msg("persiska"), "farsi", "dari", "فارسی"),
                "so": (msg("somaliska"), "soomaali", "somali"),
                "es": (msg("spanska"), "español", "spanish"),
                "ti": (msg("tigrinska"), "tigrinja", "tigrinya", "ትግርኛ"),
                "tr": (msg("turkiska"), "türkçe", "turkish"),
            }
        )

    async def read(self, text: str, call: Call) -> str:
        try:
            chosen = await self._own.read(text, call)
        except Refusal as refusal:
            if await self._in_guide(text, call):
                raise Refusal("language.guide", choices=refusal.fields["choices"]) from refusal
            raise
        return chosen if chosen in call.service(Languages).known else "sv"

    async def choices(self, call: Call) -> Sequence[Choice]:
        return await self._own.choices(call)

    async def _in_guide(self, text: str, call: Call) -> bool:
        try:
            await self._guide.read(text, call)
        except Refusal:
            return False
        return True


async def set_language(call: Call, args: LanguageArgs) -> Outcome:
    session, caller = call.session, call.caller
    if args.language is None:
        return Outcome(Chosen(await language_of(session, caller.user_id, caller.language), changed=False))
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
    problems={
        "language.guide": lambda _fields, say: doc(
            say("Det språket skriver jag inte på än. Guiden Gängsnacket på fler språk finns inte här än.")
        ),
    },
)
