"""``!jour byt``, ``ta`` and ``ångra``: changes of duty made in chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.chat.converters import Moment, Number
from bot.chat.declare import Access, Arg, Call, Command, Group, Guard
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.duty.desk import DutyDesk
from bot.duty.swap import SwapDuty, SwapOrder
from bot.duty.take import TakeDuty, TakeOrder
from bot.duty.take_back import UndoChange
from commands.case_args import Unit
from commands.duty_args import Colleague, Until, UntilTime
from commands.duty_change_views import NOTICES, PROBLEMS, show_changed

_STALE: Final = timedelta(minutes=30)
"""A change that is read later than this is asked for again: the night it was meant for may be over."""
_LARGEST: Final = 10**9


@dataclass(frozen=True)
class SwapArgs:
    on: str
    off: str | None
    start: datetime
    until: Until
    unit: str | None


async def swap(call: Call, args: SwapArgs, desk: DutyDesk, change: SwapDuty) -> Outcome:
    end = args.until.after(args.start, call.now, desk.zone)
    return await change(call, SwapOrder(args.unit, args.off, args.on, args.start, end))


@dataclass(frozen=True)
class TakeArgs:
    until: Until | None
    unit: str | None


async def take(call: Call, args: TakeArgs, desk: DutyDesk, change: TakeDuty) -> Outcome:
    end = args.until.after(call.now, call.now, desk.zone) if args.until else None
    return await change(call, TakeOrder(args.unit, end))


@dataclass(frozen=True)
class UndoArgs:
    number: int | None


async def take_back(call: Call, args: UndoArgs, change: UndoChange) -> Outcome:
    return await change(call, args.number)


_UNIT = Arg(
    "unit",
    "enhet",
    Unit(),
    msg("enheten, om du hör till flera"),
    aliases=("unit",),
    required=False,
    example="Stockholms socialjour",
)
_PEOPLE = Access(roles=frozenset({Role.ADMIN}), belongs=True, guard=Guard.DUTY)
_INSTEAD = msg("Skriv !ångra om det blev fel.")

GROUP = Group(
    commands=(
        Command(
            path=("jour", "byt"),
            aliases=(("jour", "override"), ("jour", "swap")),
            summary=msg("sätter in en kollega på ett pass, i stället för dig eller någon annan i enheten"),
            args=(
                Arg(
                    "on",
                    "med",
                    Colleague(),
                    msg("den som tar passet"),
                    aliases=("with", "by"),
                    question=msg("Vem ska ha jouren i stället?"),
                    position=0,
                    rest=True,
                    example="Berg",
                ),
                Arg(
                    "off",
                    "för",
                    Colleague(),
                    msg("den som slipper passet, om det inte är du"),
                    aliases=("av", "for"),
                    required=False,
                    example="Alm",
                ),
                Arg(
                    "start",
                    "från",
                    Moment(),
                    msg("när bytet börjar"),
                    aliases=("from",),
                    question=msg("Från när? Till exempel fredag 19:00."),
                    example="fredag 19:00",
                ),
                Arg(
                    "until",
                    "till",
                    UntilTime(),
                    msg("när bytet slutar"),
                    aliases=("until", "to"),
                    question=msg("Till när? Till exempel 07:00, den första efter att bytet har börjat."),
                    example="07:00",
                ),
                _UNIT,
            ),
            access=_PEOPLE,
            execute=swap,
            view=show_changed,
            stale_after=_STALE,
            instead=_INSTEAD,
            examples=(
                "jour byt med:Berg från:fredag 19:00 till:07:00",
                "jour byt med:Berg för:Alm från:2026-12-24 19:00 till:2026-12-26 07:00",
            ),
        ),
        Command(
            path=("jour", "ta"),
            aliases=(("jour", "take"),),
            summary=msg("tar över enhetens jour nu genast, när den som har den inte kan"),
            args=(
                Arg(
                    "until",
                    "till",
                    UntilTime(),
                    msg("hur länge; annars till nästa skiftbyte, högst 12 timmar"),
                    aliases=("until", "to"),
                    required=False,
                    example="07:00",
                ),
                _UNIT,
            ),
            access=Access(belongs=True, guard=Guard.DUTY),
            execute=take,
            view=show_changed,
            stale_after=_STALE,
            instead=_INSTEAD,
            examples=("jour ta", "jour ta till:07:00"),
        ),
        Command(
            path=("jour", "ångra"),
            aliases=(("jour", "undo"),),
            summary=msg("tar tillbaka ett byte av jour; numret står i svaret och i schemat"),
            args=(
                Arg(
                    "number",
                    "byte",
                    Number(1, _LARGEST),
                    msg("bytets nummer, om det inte är ditt senaste"),
                    aliases=("nummer", "number", "swap"),
                    required=False,
                    position=0,
                    example="12",
                ),
            ),
            access=_PEOPLE,
            execute=take_back,
            view=show_changed,
            instead=msg("Skriv !jour byt om bytet ska gälla igen."),
            examples=("jour ångra 12",),
        ),
    ),
    notices=NOTICES,
    problems=PROBLEMS,
)
