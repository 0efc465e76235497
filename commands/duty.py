"""``!jour``: who answers now, why a case went where it went, who is on duty when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases import tell
from bot.cases.find import looked_at
from bot.cases.folder import Desk
from bot.cases.rehearse import Rehearsal, rehearse
from bot.cases.standing import apart
from bot.chat.converters import Moment, Words
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.message import Place as Room
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.duty.entries import RosterEntry
from bot.duty.facts import UnitKind, units
from bot.duty.localtime import local
from commands import duty_schedule
from commands.case_args import Place
from commands.duty_notices import NOTICES
from commands.duty_views import Answering, Reasons, UnitNow, show_now, show_reasons

_ALWAYS_SHOWN = (UnitKind.SOCIALJOUR, UnitKind.BEREDSKAP, UnitKind.POLIS)


@dataclass(frozen=True)
class NowArgs:
    kommun: str | None
    found: str | None
    at: datetime | None


async def answers_now(call: Call, args: NowArgs, desk: Desk) -> Outcome:
    """For a kommun the ways that a case would go; otherwise the county's units, open or closed."""
    snapshot = await desk.register.current(call.session)
    at = args.at or call.now
    home = args.kommun or args.found or _own_kommun(call.place)
    found: tuple[Rehearsal, ...] = ()
    if home is not None:
        found = rehearse(snapshot, desk.duty, home, at, found=args.found)
        named = {step.unit for one in found for step in one.route.steps}
        shown = [one for one in units(snapshot) if one.id in named]
    else:
        shown = [one for one in units(snapshot) if one.kind in _ALWAYS_SHOWN and not one.exercise]
    rostered = {row.unit for row in snapshot.of(RosterEntry).values()}
    now = {
        one.id: UnitNow(
            one.name,
            one.phone,
            desk.duty.explain(one, at, home),
            unmanned=one.id in rostered and not desk.duty.crew(snapshot, one.id, at).named,
        )
        for one in shown
    }
    holidays = desk.duty.calendar.day(local(at).date()).names
    return Outcome(Answering(home, args.found or home, at, holidays, found, now, snapshot.version))


def _own_kommun(place: Room) -> str | None:
    """In a room of a kommun and the police, that kommun is meant."""
    return place.owner if place.room_class is RoomClass.KOMMUN_POLIS else None


@dataclass(frozen=True)
class WhyArgs:
    reference: str | None


async def why(call: Call, args: WhyArgs, desk: Desk) -> Outcome:
    """The chain as it was frozen. What it says about the person stands only where details may."""
    folder, own = await looked_at(call, desk, args.reference)
    found = folder.chain.route
    names = {one.id: one.name for one in units(folder.snapshot)}
    private = tell.details_here(folder, own, call.place) is not None
    exercise = folder.case.exercise
    reasons = Reasons(folder.case.reference, found, names, private=private, exercise=exercise)
    return Outcome(reasons, answer_to=apart(call, folder, own))


_ON_DUTY = Access(roles=frozenset({Role.ROC, Role.TIB}), on_duty=True)

GROUP = Group(
    words={"jour": ("duty",)},
    notices=NOTICES,
    problems=duty_schedule.PROBLEMS,
    commands=(
        Command(
            path=("jour", "nu"),
            aliases=(("jour", "now"),),
            summary=msg("visar vem som svarar nu, eller vid en annan tid, för en kommun"),
            args=(
                Arg(
                    "kommun",
                    "kommun",
                    Place(),
                    msg("hemkommunen: kommun, okänd eller annat län"),
                    aliases=("hemkommun", "residence"),
                    required=False,
                    question=msg("Vilken kommun menar du?"),
                    position=0,
                    rest=True,
                    example="Nacka",
                ),
                Arg(
                    "found",
                    "påträffad",
                    Place(),
                    msg("kommunen där personen är, om det inte är hemkommunen"),
                    aliases=("vistas", "found"),
                    required=False,
                    question=msg("Var är personen?"),
                    example="Huddinge",
                ),
                Arg(
                    "at",
                    "vid",
                    Moment(),
                    msg("tiden, om det inte är nu"),
                    aliases=("tid", "at"),
                    required=False,
                    question=msg("Vilken tid menar du?"),
                    example="2026-12-24 03:00",
                ),
            ),
            execute=answers_now,
            view=show_now,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("jour nu kommun:Nacka", "jour nu kommun:Nacka vid:2026-12-24 03:00"),
        ),
        Command(
            path=("jour", "varför"),
            aliases=(("jour", "why"),),
            summary=msg("förklarar varför ett ärende gick dit det gick, och vem som är näst i tur"),
            args=(
                Arg(
                    "reference",
                    "ärende",
                    Words(longest=40),
                    msg("ärendets beteckning"),
                    aliases=("ref", "case"),
                    required=False,
                    position=0,
                    example="IA-2026-0412-K7",
                ),
            ),
            access=_ON_DUTY,
            execute=why,
            view=show_reasons,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("jour varför IA-2026-0412-K7",),
        ),
        duty_schedule.COMMAND,
    ),
)
