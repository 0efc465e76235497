"""``!ärende ny``: what is asked, and what happens when nobody answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.raise_case import NewCase, RaiseCase
from bot.chat.declare import Access, Arg, Call, Command
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from commands import case_answers as answers
from commands import case_args as args
from commands import case_lists as lists
from commands.case_mark import marked_answer
from commands.case_shared import RAISERS, ROOMS
from commands.case_words import DANGER


@dataclass(frozen=True)
class NewArgs:
    residence: str
    found: str
    age: AgeBand
    gang: Gang
    urgency: Urgency
    call_back: str | None
    interpreter: str | None
    to: Destination | None


async def raise_case(call: Call, args: NewArgs, service: RaiseCase) -> Outcome:
    return await service(call, case_of(call, args))


def case_of(call: Call, args: NewArgs) -> NewCase:
    """What was said of the case."""
    return NewCase(
        residence=args.residence,
        found=args.found,
        age=args.age,
        gang=args.gang,
        urgency=args.urgency,
        to=args.to or _usual(call),
        interpreter=args.interpreter,
        call_back=args.call_back,
    )


def _usual(call: Call) -> Destination:
    """The police raise to the social services, and these to the police."""
    return Destination.SOCIALTJANST if Role.POLIS in call.caller.roles else Destination.POLIS


NEW: Final = Command(
    path=("ärende", "ny"),
    aliases=(("ärende", "new"),),
    summary=msg("larmar rätt enhet om ett individärende"),
    args=(
        Arg(
            name="residence",
            key="hemkommun",
            aliases=("kommun", "residence", "home"),
            convert=args.Place(),
            summary=msg("var personen bor: kommun, okänd eller annat län"),
            question=msg("Vilken är hemkommunen? Kommunens namn, okänd eller annat län."),
            when_silent="okänd",
            tells_apart=True,
            example="Nacka",
        ),
        Arg(
            name="found",
            key="påträffad",
            aliases=("vistas", "found", "plats"),
            convert=args.Place(),
            summary=msg("i vilken kommun personen är nu"),
            question=msg("I vilken kommun är personen nu?"),
            when_silent="okänd",
            tells_apart=True,
            example="Huddinge",
        ),
        Arg(
            name="age",
            key="ålder",
            aliases=("age",),
            convert=args.Age(),
            summary=msg("ålder i år; bara åldersgruppen sparas"),
            question=msg("Hur gammal är personen?"),
            when_silent="okänd",
            tells_apart=True,
            example="16",
        ),
        Arg(
            name="gang",
            key="gäng",
            aliases=("gang",),
            convert=lists.gang(),
            summary=msg("koppling till gäng: ja, nej eller vet ej"),
            question=msg("Finns en koppling till gäng?"),
            when_silent="vet ej",
            example="ja",
        ),
        Arg(
            name="urgency",
            key="när",
            aliases=("brådska", "urgency", "when"),
            convert=lists.urgency(),
            summary=msg("nu, idag eller kontorstid"),
            question=msg("Hur bråttom är det?"),
            when_silent="nu",
            example="nu",
        ),
        Arg(
            name="call_back",
            key="ring",
            aliases=("åter", "återring", "call"),
            convert=args.CallBack(),
            summary=msg("vilken funktion de ska ringa upp"),
            question=msg("Vem ringer de upp?"),
            when_silent=args.SILENT,
            example="RLC",
        ),
        Arg(
            name="interpreter",
            key="tolk",
            aliases=("interpreter",),
            convert=args.Language(),
            summary=msg("språk, om tolk behövs"),
            required=False,
            question=msg("Vilket språk ska tolken kunna?"),
            when_silent="okänd",
            example="somaliska",
        ),
        Arg(
            name="to",
            key="till",
            aliases=("to",),
            convert=lists.destination(),
            summary=msg("socialtjänst eller polis"),
            required=False,
            question=msg("Vem ska larmas?"),
            when_silent="vet ej",
            example="socialtjänst",
        ),
    ),
    access=Access(roles=RAISERS, rooms=ROOMS, moved_from=frozenset(RoomClass) - ROOMS),
    private=True,
    lenient=True,
    undone=msg("Inget är larmat."),
    preamble=DANGER,
    patience=args.Patience(),
    execute=raise_case,
    view=marked_answer(answers.raised),
    instead=msg(
        "Ärendet ligger kvar som det larmades. Säg rätt uppgift när de ringer. "
        "Är larmet fel: skriv återta, och sedan ärende ny."
    ),
    examples=("ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC",),
)
