"""``!gängsnack LANGUAGE`` and ``!gängsnack språk``: the guide in a language, and the languages there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.actors.facts import kommun
from bot.chat.access import decide
from bot.chat.converters import Words
from bot.chat.declare import Arg, Call, Choice, Command, Group, OnChange
from bot.chat.outcome import Outcome
from bot.chat.policy import Policy
from bot.chat.registry import Table
from bot.chat.say import msg
from bot.errors import Refusal
from bot.guidance.desk import room_kommun
from bot.guidance.find_language import Explained, Found, find_language
from bot.guidance.hand_out import HandOut, Wanted
from bot.guidance.languages import Language, languages
from bot.guidance.take_along import Form, TakeAlong
from bot.guidance.values import Section
from commands import guide_problems as problems
from commands import guide_views as views
from commands.guide_args import (
    SECTION,
    NearKommun,
    in_any_order,
    kommun_ends,
    language_ends,
    languages_in,
    section_ends,
)
from commands.guide_take import FORMAT, answer

GUIDE: Final = "gängsnack"


@dataclass(frozen=True)
class HandArgs:
    language: str | None
    section: Section | None
    kommun: str | None
    form: Form | None


async def hand_out(  # noqa: PLR0917 - services are matched by their types
    call: Call, args: HandArgs, service: HandOut, take: TakeAlong, table: Table, policy: Policy
) -> Outcome:
    if args.language is None:
        if (args.section, args.kommun, args.form) == (None, None, None):
            return await service.offers(call)
        # by its name, as people answer in a room too
        names = tuple(Choice(one.swedish, one.swedish) for one in languages())
        raise Refusal("guide.language", offered=languages(), asks="language", choices=names)
    written = languages_in(args.language) or (args.language,)
    if len(written) > 1:
        raise Refusal("guide.one_language", lines=tuple(_alone(name, args) for name in written))
    code = _meant(written[0], call, table, policy)
    wanted = Wanted(code, args.kommun or room_kommun(call.place), args.section)
    return await (service(call, wanted) if args.form is None else take(call, wanted, args.form))


async def offers(call: Call, service: HandOut) -> Outcome:
    return await service.offers(call)


def _alone(name: str, args: HandArgs) -> str:
    """The same for one of several languages."""
    meant = find_language(name)
    rest = {
        "avsnitt": args.section,
        "kommun": kommun(args.kommun).name if args.kommun else None,
        "format": args.form,
    }
    of_all = (f"{key}:{value}" for key, value in rest.items() if value)
    return " ".join((f"!{GUIDE}", meant.language.code if isinstance(meant, Found) else name, *of_all))


def _meant(text: str, call: Call, table: Table, policy: Policy) -> str:
    """The code of the language, or a refusal that says what there is."""
    meant = find_language(text, verbs=_verbs(table))
    if isinstance(meant, Found):
        return meant.language.code
    if isinstance(meant, Explained):
        choices = _choices(meant.offered)
        raise Refusal(
            "guide.nearby", why=meant.nearby.why, offered=meant.offered, asks="language", choices=choices
        )

    def may(command: Command) -> bool:
        return len(command.path) > 1 and decide(command, call.caller, call.place, policy).allowed

    verbs = () if meant.other else tuple(one.path for one in table.names.nearest((GUIDE, text), may))
    if meant.near and not verbs:
        choices = _choices(meant.near)
        raise Refusal("guide.which", text=meant.text, offered=meant.near, asks="language", choices=choices)
    near = (*verbs, *((GUIDE, one.code) for one in meant.near))
    raise Refusal("guide.unknown", text=meant.text, other=meant.other, near=near)


def _choices(offered: Sequence[Language]) -> tuple[Choice, ...]:
    return tuple(Choice(one.code, one.swedish) for one in offered)


def _verbs(table: Table) -> list[str]:
    return [
        path[1]
        for command in table.names.of_group(GUIDE)
        for path in (command.path, *command.aliases)
        if len(path) > 1
    ]


_HAND_OUT: Final = Command(
    path=(GUIDE,),
    summary=msg("lämnar ut guiden Gängsnacket på ett språk, med en kort text och hjälp nära"),
    args=(
        Arg(
            name="language",
            key="språk",
            aliases=("language", "lang"),
            convert=Words(500),
            summary=msg("språket: namnet på svenska, på engelska eller på språket självt, eller koden"),
            required=False,
            question=msg("Vilket språk?"),
            position=0,
            rest=True,
            ends=language_ends,
            example="somaliska",
        ),
        replace(SECTION, position=1, ends=section_ends),
        Arg(
            name="kommun",
            key="kommun",
            aliases=("municipality",),
            convert=NearKommun(),
            summary=msg("kommunen vars hjälp ska stå med; i en kommuns rum med polisen är den redan vald"),
            required=False,
            question=msg("Vilken kommun menar du?"),
            position=3,
            rest=True,
            ends=kommun_ends,
            example="Nacka",
        ),
        FORMAT,
    ),
    apart=in_any_order,
    execute=hand_out,
    view=answer,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=(
        "gängsnack somaliska kommun:Nacka",
        "gängsnack so avsnitt:oro",
        "gängsnack somaliska kommun:Nacka format:pdf",
    ),
)

_LANGUAGES: Final = Command(
    path=(GUIDE, "språk"),
    aliases=((GUIDE, "languages"), (GUIDE, "lista")),
    summary=msg("listar språken som guiden Gängsnacket finns på"),
    execute=offers,
    view=views.answer,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
)

GROUP: Final = Group(
    commands=(_HAND_OUT, _LANGUAGES),
    notices=views.NOTICES,
    problems=problems.PROBLEMS,
    words={GUIDE: ("guide",)},
)
