"""``!lägesbild begär`` and ``övning``: what ROC and the duty officer start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.converters import Moment, Words, yes_no
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Group
from bot.chat.document import Document, doc
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.situation.exercise_round import ExercisePlanned, PlanExercise
from bot.situation.request_actors import Reaches, RequestReports
from commands.case_mark import mark
from commands.picture_request_views import NOTICES, reaches, requested
from commands.picture_round_args import SeveralActors

_MANY: Final = 5
"""A request to more than so many asks first."""
_CENTRE: Final = Access(
    roles=frozenset({Role.ROC, Role.TIB}), rooms=frozenset({RoomClass.DIREKT, RoomClass.ROC})
)


@dataclass(frozen=True)
class RequestArgs:
    actors: tuple[str, ...]
    words: str
    due: datetime
    exercise: bool


@dataclass(frozen=True)
class ExerciseArgs:
    due: datetime
    actors: tuple[str, ...] | None


async def reach(call: Call, args: RequestArgs, service: RequestReports) -> Reaches | None:
    found = await service.reach(call, args.actors, args.due)
    return found if len(args.actors) > _MANY else None


async def request(call: Call, args: RequestArgs, service: RequestReports) -> Outcome:
    words = args.words.strip().strip('"“”')
    return await service(call, args.actors, words, args.due, exercise=args.exercise)


async def exercise(call: Call, args: ExerciseArgs, service: PlanExercise) -> Outcome:
    return await service(call, args.due, args.actors)


def show_exercise(value: ExercisePlanned, say: Say) -> Document:
    lines = doc(
        say(
            "{reference} är en övning och hålls isär från den riktiga lägesbilden.",
            reference=value.reference,
        ),
        say(
            "Jag frågar {names} {opens}. Rapporterna ska vara inne {closes}. "
            "Övningens lägesbild går ut {due}, bara till ROC och deras egna rum.",
            names=say.list(value.actors),
            opens=say.time(value.opens_at),
            closes=say.time(value.closes_at),
            due=say.time(value.due_at),
        ),
    )
    return mark(lines, say, exercise=True)


_REQUEST: Final = Command(
    path=("lägesbild", "begär"),
    aliases=(("lägesbild", "request"),),
    summary=msg("ställer en fråga till en eller flera aktörer, med en tid då svaret ska vara inne"),
    args=(
        Arg(
            "actors",
            "aktör",
            SeveralActors(),
            msg("vilka som ska svara: namn, alla eller kommunerna"),
            aliases=("aktörer", "till", "actor", "actors"),
            question=msg("Vilka ska svara? Till exempel Nacka, Huddinge, alla eller kommunerna."),
            example="Nacka, Huddinge",
        ),
        Arg(
            "words",
            "text",
            Words(1000),
            msg("frågan; inga namn eller personnummer"),
            aliases=("fråga", "question"),
            question=msg("Vad vill du veta?"),
            position=0,
            rest=True,
            verbatim=True,
            example='"Hur många fältare har ni ute i kväll?"',
        ),
        Arg(
            "due",
            "senast",
            Moment(),
            msg("när svaret ska vara inne"),
            aliases=("tid", "due", "by"),
            question=msg("Senast när? Till exempel 14:00 eller om 30 min."),
            example="14:00",
        ),
        Arg(
            "exercise",
            "övning",
            yes_no(),
            msg("om det är en övning: ja eller nej"),
            aliases=("exercise",),
            required=False,
            default=False,
            example="ja",
        ),
    ),
    access=_CENTRE,
    confirm=Confirm(prepare=reach, view=reaches),
    execute=request,
    view=requested,
    instead=msg("Begäran är skickad. Skriv en ny om något ska vara annorlunda."),
    examples=('lägesbild begär aktör:Nacka, Huddinge text:"Hur många fältare har ni ute?" senast:14:00',),
)

_EXERCISE: Final = Command(
    path=("lägesbild", "övning"),
    aliases=(("lägesbild", "exercise"),),
    summary=msg("övar en runda, som märks som övning överallt och hålls isär från den riktiga"),
    args=(
        Arg(
            "due",
            "post",
            Moment(),
            msg("när övningens lägesbild ska gå ut"),
            aliases=("tid", "time"),
            question=msg("När ska övningens lägesbild gå ut? Till exempel 14:00."),
            position=0,
            rest=True,
            example="14:00",
        ),
        Arg(
            "actors",
            "aktör",
            SeveralActors(),
            msg("vilka som övar; annars alla som har ett eget rum"),
            aliases=("aktörer", "actor", "actors"),
            required=False,
            example="Nacka, Huddinge",
        ),
    ),
    access=_CENTRE,
    execute=exercise,
    view=show_exercise,
    instead=msg("Övningen ligger kvar som den är."),
    examples=("lägesbild övning post:14:00 aktör:Nacka",),
)

GROUP: Final = Group(commands=(_REQUEST, _EXERCISE), notices=NOTICES)
