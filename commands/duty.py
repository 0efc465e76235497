"""``!jour``: who answers now, why a case went where it went, who is on duty when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from bot.actors.facts import Kommun, find_kommun, kommun, people
from bot.cases import tell
from bot.cases.find import looked_at
from bot.cases.folder import Desk
from bot.cases.rehearse import Rehearsal, rehearse
from bot.cases.standing import apart
from bot.chat.converters import Moment, Number, Words
from bot.chat.declare import Access, Arg, Call, Choice, Command, Group, OnChange
from bot.chat.document import Document, doc
from bot.chat.message import Caller, Place, Role
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.duty.facts import UnitKind, unit, units
from bot.duty.localtime import local
from bot.duty.schedule import shifts
from bot.errors import Refusal
from commands.case_args import Unit
from commands.duty_notices import NOTICES
from commands.duty_views import Answering, Reasons, Schedule, UnitNow, show_now, show_reasons, show_schedule

_DAYS = 7
_ALWAYS_SHOWN = (UnitKind.SOCIALJOUR, UnitKind.BEREDSKAP, UnitKind.POLIS)


class KommunName:
    """A kommun of the county, by any form of its name that people type."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> Kommun:  # noqa: ARG002 - the protocol's
        try:
            return find_kommun(text)
        except Refusal as refusal:
            names = (*refusal.fields.get("choices", ()), *refusal.fields.get("suggestions", ()))
            choices = tuple(Choice(name, name) for name in names)
            raise Refusal("duty.kommun", text=text[:40], choices=choices) from refusal

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


@dataclass(frozen=True)
class NowArgs:
    kommun: Kommun | None
    at: datetime | None


async def answers_now(call: Call, args: NowArgs, desk: Desk) -> Outcome:
    """For a kommun the ways that a case would go; otherwise the county's units, open or closed."""
    snapshot = await desk.register.current(call.session)
    at = args.at or call.now
    place = args.kommun or _own_kommun(call.place)
    found: tuple[Rehearsal, ...] = ()
    if place is not None:
        found = rehearse(snapshot, desk.duty, place.code, at)
        named = {step.unit for one in found for step in one.route.steps}
        shown = [one for one in units(snapshot) if one.id in named]
    else:
        shown = [one for one in units(snapshot) if one.kind in _ALWAYS_SHOWN and not one.exercise]
    code = place.code if place else None
    now = {
        one.id: UnitNow(
            one.name,
            one.phone,
            desk.duty.explain(one, at, code),
            rostered=desk.duty.crew(snapshot, one.id, at).named,
        )
        for one in shown
    }
    holidays = desk.duty.calendar.day(local(at).date()).names
    return Outcome(Answering(place, at, holidays, found, now, snapshot.version))


def _own_kommun(place: Place) -> Kommun | None:
    """In a room of a kommun and the police, that kommun is meant."""
    try:
        return kommun(place.owner) if place.owner else None
    except KeyError:
        return None


@dataclass(frozen=True)
class WhyArgs:
    reference: str | None


async def why(call: Call, args: WhyArgs, desk: Desk) -> Outcome:
    """The chain as it was frozen. What it says about the person stands only where details may."""
    folder, own = await looked_at(call, desk, args.reference)
    found = folder.chain.route
    names = {one.id: one.name for one in units(folder.snapshot)}
    private = tell.details_here(folder, own, call.place) is not None
    reasons = Reasons(folder.case.reference, found, names, private=private)
    return Outcome(reasons, answer_to=apart(call, folder, own))


@dataclass(frozen=True)
class ScheduleArgs:
    unit: str | None
    days: int


async def schedule(call: Call, args: ScheduleArgs, desk: Desk) -> Outcome:
    """The people of a unit over the coming days."""
    snapshot = await desk.register.current(call.session)
    wanted = args.unit or _own_unit(call.caller, call.place)
    found = unit(snapshot, wanted) if wanted else None
    if found is None:
        offered = sorted(call.caller.units)
        choices = tuple(Choice(one.id, one.name) for one in units(snapshot) if one.id in offered)
        raise Refusal("duty.which_unit", choices=choices)
    if found.id not in call.caller.units and not call.caller.roles.keys() & {Role.ROC, Role.TIB}:
        raise Refusal("duty.not_yours", unit=found.name)
    until = call.now + timedelta(days=args.days)
    names = {one.id: one.name for one in people(snapshot)}
    found_shifts = shifts(snapshot, desk.duty, found.id, call.now, until)
    return Outcome(Schedule(found.name, found_shifts, names, until, snapshot.version))


def _own_unit(caller: Caller, place: Place) -> str | None:
    """In a unit's room that unit is meant, elsewhere the only one that somebody is on duty in."""
    if place.owner in caller.units:
        return place.owner
    return next(iter(caller.units)) if len(caller.units) == 1 else place.owner


def _kommun_problem(fields: Mapping[str, Any], say: Say) -> Document:
    names = [one.label for one in fields["choices"]]
    if not names:
        return doc(say("”{text}” är ingen kommun i länet.", text=fields["text"]))
    either = say.list(names, either=True)
    return doc(say("”{text}” är ingen kommun i länet. Menar du {names}?", text=fields["text"], names=either))


def _which_unit(fields: Mapping[str, Any], say: Say) -> Document:
    names = [one.label for one in fields["choices"]]
    if not names:
        return doc(say("Vilken enhet gäller det? Lägg till enhet: och dess namn."))
    return doc(say("Vilken enhet gäller det: {names}?", names=say.list(names, either=True)))


def _not_yours(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say("Schemat för {unit} visas för dem som har jour där, för ROC och för TiB.", unit=fields["unit"])
    )


_ON_DUTY = Access(roles=frozenset({Role.ROC, Role.TIB}), on_duty=True)

GROUP = Group(
    words={"jour": ("duty",)},
    notices=NOTICES,
    problems={
        "duty.kommun": _kommun_problem,
        "duty.which_unit": _which_unit,
        "duty.not_yours": _not_yours,
    },
    commands=(
        Command(
            path=("jour", "nu"),
            aliases=(("jour", "now"),),
            summary=msg("visar vem som svarar nu, eller vid en annan tid, för en kommun"),
            args=(
                Arg(
                    "kommun",
                    "kommun",
                    KommunName(),
                    msg("kommunen som ärendet gäller"),
                    aliases=("hemkommun",),
                    required=False,
                    position=0,
                    example="Nacka",
                ),
                Arg(
                    "at",
                    "vid",
                    Moment(),
                    msg("tiden, om det inte är nu"),
                    aliases=("tid", "at"),
                    required=False,
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
        Command(
            path=("jour", "schema"),
            aliases=(("jour", "schedule"),),
            summary=msg("visar vilka som har jour i en enhet de närmaste dagarna"),
            args=(
                Arg(
                    "unit",
                    "enhet",
                    Unit(),
                    msg("enheten, om det inte är din egen"),
                    aliases=("unit",),
                    required=False,
                    position=0,
                    example="Stockholms socialjour",
                ),
                Arg(
                    "days",
                    "dagar",
                    Number(1, 31),
                    msg("antal dagar framåt"),
                    aliases=("days",),
                    required=False,
                    default=_DAYS,
                    example="14",
                ),
            ),
            access=_ON_DUTY,
            execute=schedule,
            view=show_schedule,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("jour schema", "jour schema dagar:14"),
        ),
    ),
)
