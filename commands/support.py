"""``!stöd``: where to turn for help, by need, kommun and hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.converters import Moment, Words
from bot.chat.declare import Arg, Call, Command, Group, OnChange
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.guidance.support import Asked, GiveSupport
from commands import support_problems as problems
from commands import support_views as views
from commands.support_args import HelpKommun, HelpWish, Wish, meant, value_first


@dataclass(frozen=True)
class SupportArgs:
    wish: Wish
    kommun: str | None
    language: str | None
    at: datetime | None


async def give(call: Call, args: SupportArgs, service: GiveSupport) -> Outcome:
    wish, written = args.wish, args.language or args.wish.language
    language = meant(written) if written else None
    return await service(call, Asked(wish.needs, args.kommun or wish.kommun, args.at or wish.at, language))


GROUP: Final = Group(
    words={"stöd": ("support", "hjälplinjer", "helplines")},
    notices=views.NOTICES,
    problems=problems.PROBLEMS,
    commands=(
        Command(
            path=("stöd",),
            summary=msg(
                "visar vart man kan vända sig, efter behov, kommun och tid, med vem som kontrollerat numret"
            ),
            args=(
                Arg(
                    name="wish",
                    key="behov",
                    aliases=("need", "om"),
                    convert=HelpWish(),
                    summary=msg("vad det gäller: barn, förälder, lämna, brottsoffer, våld eller heder"),
                    required=False,
                    default=Wish(),
                    question=msg("Vad gäller det?"),
                    position=0,
                    rest=True,
                    example="lämna",
                ),
                Arg(
                    name="kommun",
                    key="kommun",
                    aliases=("hemkommun", "i"),
                    convert=HelpKommun(),
                    summary=msg("kommunen; i en kommuns rum med polisen är den redan vald"),
                    required=False,
                    question=msg("Vilken kommun menar du?"),
                    example="Nacka",
                ),
                Arg(
                    name="language",
                    key="språk",
                    aliases=("language", "lang"),
                    convert=Words(60),
                    summary=msg("språket för ett meddelande att skicka vidare, till exempel somaliska"),
                    required=False,
                    question=msg("Vilket språk?"),
                    example="somaliska",
                ),
                Arg(
                    name="at",
                    key="vid",
                    aliases=("tid", "at", "när", "when"),
                    convert=Moment(),
                    summary=msg("tiden, om det inte är nu"),
                    required=False,
                    question=msg("Vilken tid menar du?"),
                    example="2026-12-24 03:00",
                ),
            ),
            apart=value_first,
            execute=give,
            view=views.show,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("stöd behov:lämna kommun:Nacka", "stöd kvinnofrid Huddinge språk:somaliska"),
        ),
    ),
)
