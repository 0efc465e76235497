"""``!gängsnack ladda``: the official guide, sent as a file in the operations room; and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Group, Guard, OnChange
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.guidance.entries import Url
from bot.guidance.load_guide import BACK, LoadGuide, Replacing, SaidOfGuide
from bot.register.shapes import Name
from commands import guide_load_views as views
from commands.guide_load_args import AsInRegister, CheckedDay, GuideLanguage

_ACCESS: Final = Access(
    roles=frozenset({Role.ADMIN}), rooms=frozenset({RoomClass.DRIFT}), guard=Guard.REGISTER
)
_LANGUAGE: Final = Arg(
    name="language",
    key="språk",
    aliases=("language",),
    convert=GuideLanguage(),
    summary=msg("guidens språk, eller dess kod"),
    question=msg("Vilket språk är guiden på? Skriv avbryt om filen inte är guiden Gängsnacket."),
    position=0,
    example="so",
)


@dataclass(frozen=True)
class LoadArgs:
    language: str
    edition: str
    source: str
    url: str
    checked: date | None


@dataclass(frozen=True)
class BackArgs:
    language: str
    checksum: str | None


def _said(args: LoadArgs) -> SaidOfGuide:
    return SaidOfGuide(args.language, args.url, args.edition, args.source, args.checked)


async def look(call: Call, service: LoadGuide) -> None:
    """What is no guide to hand out is said so before anything is asked about it."""
    await service.look(call)


async def load(call: Call, args: LoadArgs, service: LoadGuide) -> Outcome:
    return await service(call, _said(args))


async def replaces(call: Call, args: LoadArgs, service: LoadGuide) -> Replacing | None:
    return await service.replaces(call, _said(args))


async def back(call: Call, args: BackArgs, service: LoadGuide) -> Outcome:
    return await service.back(call, args.language, args.checksum)


_LOAD: Final = Command(
    path=("gängsnack", "ladda"),
    aliases=(("gängsnack", "load"),),
    summary=msg("lägger in den officiella guiden på ett språk, som PDF i driftrummet"),
    args=(
        _LANGUAGE,
        Arg(
            name="edition",
            key="utgåva",
            aliases=("edition", "version"),
            convert=AsInRegister(Name, "guide.load_name"),
            summary=msg("vilken utgåva det är"),
            question=msg("Vilken utgåva är det?"),
            example="2023",
        ),
        Arg(
            name="source",
            key="källa",
            aliases=("source", "utgivare"),
            convert=AsInRegister(Name, "guide.load_name"),
            summary=msg("vem som ger ut den"),
            question=msg("Vem ger ut den?"),
            example="Länsstyrelserna",
        ),
        Arg(
            name="url",
            key="adress",
            aliases=("url", "länk", "address"),
            convert=AsInRegister(Url, "guide.load_url"),
            summary=msg("adressen till guiden på nätet"),
            question=msg("Vilken adress har den på nätet?"),
            example="https://guide.example/so",
        ),
        Arg(
            name="checked",
            key="kontrollerad",
            aliases=("checked",),
            convert=CheckedDay(),
            summary=msg("dagen då någon såg efter att det är rätt guide; annars idag"),
            required=False,
            example="2026-11-02",
        ),
    ),
    access=_ACCESS,
    execute=load,
    view=views.loaded,
    looks=look,
    takes_file=True,
    confirm=Confirm(replaces, views.asked),
    on_redact=OnChange.NOTHING,
    examples=("gängsnack ladda so utgåva:2023 källa:Länsstyrelserna adress:https://guide.example/so",),
)

_BACK: Final = Command(
    path=BACK,
    aliases=(("gängsnack", "restore"),),
    summary=msg("tar tillbaka den senaste guiden som skickades i driftrummet"),
    args=(
        _LANGUAGE,
        Arg(
            name="checksum",
            key="summa",
            aliases=("checksum",),
            convert=Words(64),
            summary=msg("filens SHA-256, om bara den ska tas tillbaka"),
            required=False,
            example="9f86d081",
        ),
    ),
    access=_ACCESS,
    execute=back,
    view=views.taken_back,
    on_redact=OnChange.NOTHING,
    examples=("gängsnack återställ so",),
)

GROUP: Final = Group(commands=(_LOAD, _BACK), problems=views.PROBLEMS)
