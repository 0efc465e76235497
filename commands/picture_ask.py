"""``!lägesbild visa``, ``historik`` and ``skillnad``: the picture as each may see it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.chat.converters import Number as Whole
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.languages import SOURCE, Languages
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.draw.picture import picture_of
from bot.situation.difference import ComparePictures
from bot.situation.past_list import ListPictures
from bot.situation.show import ShownPicture, ShowPicture
from bot.situation.values import Level
from bot.situation.wanted import PictureNumber, ReportNumber, Wanted
from commands import picture_ask_args as args
from commands.picture_ask_problems import PROBLEMS
from commands.picture_ask_views import Drawn, listed, shown
from commands.picture_difference import compared
from commands.picture_export import EXPORT_PROBLEMS, FORMAT, NumberOrFormat, export, exported
from commands.picture_map import map_drawing
from commands.picture_round_args import OneActor
from commands.reader import say_here

READERS: Final = frozenset({Role.RAPPORTOR, Role.ROC, Role.TIB})
"""Who looks back and takes copies out: those who make the picture. Everyone may read the latest."""


@dataclass(frozen=True)
class ShowArgs:
    what: PictureNumber | ReportNumber | Wanted | None
    kommun: str | None
    since: datetime | None
    until: datetime | None
    theme: str | None
    actor: str | None
    level: Level | None
    page: int


@dataclass(frozen=True)
class HistoryArgs:
    page: int


@dataclass(frozen=True)
class CompareArgs:
    first: PictureNumber | None
    second: PictureNumber | None


def wanted_of(given: ShowArgs) -> Wanted:
    """The keys, with a single word that was written without one."""
    word = given.what if isinstance(given.what, Wanted) else Wanted()
    return Wanted(
        kommun=given.kommun or word.kommun,
        since=given.since or word.since,
        until=given.until,
        theme=given.theme or word.theme,
        actor=given.actor or word.actor,
        level=given.level,
    )


async def show(call: Call, args: ShowArgs, service: ShowPicture, languages: Languages) -> Outcome:
    number = None if isinstance(args.what, Wanted) else args.what
    outcome = await service(call, wanted_of(args), number, args.page)
    value = outcome.value
    if not isinstance(value, ShownPicture):
        return replace(outcome, value=Drawn(value))
    say = await say_here(call, languages)
    if value.drawn is not None and say.language == SOURCE:
        return replace(outcome, value=Drawn(value, value.drawn))
    drawing = map_drawing(value.picture.version, value.history, value.names, say)
    drawn = await asyncio.to_thread(picture_of, drawing)
    return replace(outcome, value=Drawn(value, drawn))


async def list_pictures(call: Call, args: HistoryArgs, service: ListPictures) -> Outcome:
    return await service(call, args.page)


async def compare(call: Call, args: CompareArgs, service: ComparePictures) -> Outcome:
    return await service(call, args.first, args.second)


def filters() -> tuple[Arg, ...]:
    """The conditions of an extract; all that are given must fit."""
    return (
        Arg(
            name="kommun",
            key="kommun",
            aliases=("plats", "place"),
            convert=args.Place(),
            summary=msg("rapporter om en kommun, eller länet"),
            required=False,
            example="Nacka",
        ),
        Arg(
            name="since",
            key="sedan",
            aliases=("från", "since"),
            convert=args.Since(),
            summary=msg("rapporter från den tiden och framåt"),
            required=False,
            example="igår",
        ),
        Arg(
            name="until",
            key="till",
            aliases=("until",),
            convert=args.Until(),
            summary=msg("rapporter fram till den tiden"),
            required=False,
            example="igår 12:00",
        ),
        Arg(
            name="theme",
            key="tema",
            aliases=("område", "theme"),
            convert=args.Theme(),
            summary=msg("rapporter inom ett tema"),
            required=False,
            example="rekrytering",
        ),
        Arg(
            name="actor",
            key="aktör",
            aliases=("actor",),
            convert=OneActor(),
            summary=msg("rapporter från en aktör"),
            required=False,
            example="Nacka kommun",
        ),
        Arg(
            name="level",
            key="nivå",
            aliases=("level",),
            convert=args.LevelOf(),
            summary=msg("rapporter med den nivån eller högre"),
            required=False,
            example="2",
        ),
    )


_PAGE: Final = Arg(
    name="page",
    key="sida",
    aliases=("page",),
    convert=Whole(1, 1000),
    summary=msg("vilken sida, när det är fler än som får plats"),
    required=False,
    default=1,
    single=True,
    example="2",
)

_SHOW: Final = Command(
    path=("lägesbild", "visa"),
    aliases=(("lägesbild", "show"),),
    summary=msg("visar senaste lägesbilden, en rapport eller ett urval"),
    args=(
        Arg(
            name="what",
            key="bild",
            aliases=("nummer", "ref", "id", "rapport", "lägesbild", "report", "picture"),
            convert=args.What(),
            summary=msg("lägesbildens eller rapportens nummer, senaste, eller vad det gäller"),
            required=False,
            position=0,
            rest=True,
            example="LB-1121-1",
        ),
        *filters(),
        _PAGE,
    ),
    execute=show,
    view=shown,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=(
        "lägesbild visa",
        "lägesbild visa kommun:Nacka sedan:igår tema:rekrytering",
        "lägesbild visa R-1121-4",
    ),
)

_HISTORY: Final = Command(
    path=("lägesbild", "historik"),
    aliases=(("lägesbild", "history"),),
    summary=msg("listar lägesbilder som har gått ut, och hur många som hade svarat"),
    args=(_PAGE,),
    access=Access(roles=READERS),
    execute=list_pictures,
    view=listed,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("lägesbild historik",),
)

_COMPARE: Final = Command(
    path=("lägesbild", "skillnad"),
    aliases=(("lägesbild", "compare"), ("lägesbild", "diff")),
    summary=msg("visar vad som skiljer två lägesbilder"),
    args=(
        Arg(
            name="first",
            key="från",
            aliases=("first",),
            convert=args.PictureOnly(),
            summary=msg("den ena; utan nummer jämförs de två senaste"),
            required=False,
            position=0,
            example="LB-1120-1",
        ),
        Arg(
            name="second",
            key="till",
            aliases=("second",),
            convert=args.PictureOnly(),
            summary=msg("den andra; utan nummer den senaste"),
            required=False,
            position=1,
            example="LB-1121-1",
        ),
    ),
    access=Access(roles=READERS),
    execute=compare,
    view=compared,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("lägesbild skillnad LB-1120-1 LB-1121-1",),
)

_EXPORT: Final = Command(
    path=("lägesbild", "export"),
    aliases=(("lägesbild", "exportera"),),
    summary=msg("tar ut lägesbilden eller ett urval som en fil"),
    args=(
        Arg(
            name="number",
            key="bild",
            aliases=("nummer", "ref", "id", "lägesbild", "picture"),
            convert=NumberOrFormat(),
            summary=msg("lägesbildens nummer; utan nummer den senaste"),
            required=False,
            position=0,
            rest=True,
            example="LB-1121-1",
        ),
        FORMAT,
        *filters(),
    ),
    access=Access(roles=READERS),
    execute=export,
    view=exported,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=(
        "lägesbild export format:text",
        "lägesbild export format:csv kommun:Nacka sedan:igår",
    ),
)

GROUP: Final = Group(
    commands=(_SHOW, _HISTORY, _COMPARE, _EXPORT),
    problems={**PROBLEMS, **EXPORT_PROBLEMS},
)
