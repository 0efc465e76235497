"""``!ärende övning``: a case that is practised, among exercise units or, when chosen, with real ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.cases.raise_case import RaiseCase
from bot.cases.results import Reach
from bot.chat.declare import Arg, Call, Command, Confirm
from bot.chat.document import Document, doc
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from commands import case_answers as answers
from commands import case_lists as lists
from commands.case_mark import mark, marked_answer
from commands.case_new import NEW, NewArgs, case_of


@dataclass(frozen=True)
class ExerciseArgs(NewArgs):
    real: bool


async def reach(call: Call, args: ExerciseArgs, service: RaiseCase) -> Reach | None:
    return await service.reach(call, replace(case_of(call, args), exercise=True, real_units=args.real))


async def raise_exercise(call: Call, args: ExerciseArgs, service: RaiseCase) -> Outcome:
    return await service(call, replace(case_of(call, args), exercise=True, real_units=args.real))


def _reach(value: Reach, say: Say) -> Document:
    """Before anybody real is called for an exercise."""
    lines = [
        say("Övningen larmar riktiga enheter: {units}. Sist larmas TiB och ROC.", units=say.list(value.units))
    ]
    if value.people:
        lines.append(say("Först rings {people}. De är i tjänst nu.", people=say.list(value.people)))
    lines.append(say("Har du sagt till dem att det är en övning? Ska jag larma?"))
    return mark(doc(*lines), say, exercise=True)


EXERCISE: Final = Command(
    path=("ärende", "övning"),
    aliases=(("ärende", "exercise"),),
    summary=msg("övar ett individärende; det märks som övning överallt"),
    args=(
        # silence raises no exercise: nobody waits for help
        *(replace(arg, when_silent=None) for arg in NEW.args),
        Arg(
            name="real",
            key="enheter",
            aliases=("units",),
            convert=lists.exercise_units(),
            summary=msg("övningsenheter eller riktiga; riktiga larmas först när du har svarat ja"),
            required=False,
            default=False,
            example="övningsenheter",
        ),
    ),
    access=NEW.access,
    private=True,
    preamble=msg("Det här är en övning. Fara för liv på riktigt: ring 112."),
    confirm=Confirm(prepare=reach, view=_reach),
    execute=raise_exercise,
    view=marked_answer(answers.raised),
    instead=msg("Övningen ligger kvar som den larmades. Skriv återta om den ska sluta."),
    examples=("ärende övning hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC",),
)
