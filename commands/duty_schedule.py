"""``!jour schema``: who is on duty in a unit, or when one is oneself; as text and as a calendar file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Final

from bot.actors.facts import people
from bot.cases.folder import Desk
from bot.chat.converters import Number, yes_no
from bot.chat.declare import Access, Arg, Call, Choice, Command, OnChange, ProblemView
from bot.chat.document import Document, doc
from bot.chat.message import Caller, Place, Role, RoomClass
from bot.chat.outcome import Outcome, ToPerson
from bot.chat.say import Say, msg
from bot.chat.text import fold
from bot.duty.facts import Duty, UnitEntry, unit, units
from bot.duty.schedule import shifts
from bot.duty.stints import Bounds, Stint, bounds, stints
from bot.errors import Refusal
from bot.register.section import Snapshot
from commands.case_args import Unit
from commands.duty_schedule_views import Own, Schedule, show_schedule

_DAYS: Final = 7
_FILE_DAYS: Final = 60
_MOST_DAYS: Final = 92
_MINE: Final = "mina"
_OWN_WORDS: Final = frozenset({"mina", "mitt", "egna", "eget", "jag", "mine", "my", "me"})
_CENTRE: Final = frozenset({Role.ROC, Role.TIB})


class UnitOrOwn(Unit):
    """A unit, or ``mina``: one's own shifts in all of them."""

    needs: ClassVar[tuple[type, ...]] = Unit.needs

    async def read(self, text: str, call: Call) -> str:
        return _MINE if fold(text).strip() in _OWN_WORDS else await super().read(text, call)


@dataclass(frozen=True)
class ScheduleArgs:
    unit: str | None
    days: int | None
    file: bool


async def schedule(call: Call, args: ScheduleArgs, desk: Desk) -> Outcome:
    """The people of a unit over the coming days, or one's own shifts."""
    snapshot = await desk.register.current(call.session)
    days = args.days or (_FILE_DAYS if args.file else _DAYS)
    until = call.now + timedelta(days=days)
    wanted = args.unit or _meant(call.caller, call.place, file=args.file)
    if wanted == _MINE:
        looked = bounds(call.now, until)
        own = _own(snapshot, desk, call, looked, until)
        value = Own(call.caller.user_id, own, _names(snapshot), until, looked, args.file)
        return Outcome(value, answer_to=_direct(call))
    found = unit(snapshot, wanted) if wanted else None
    if found is None:
        raise Refusal("duty.which_unit", choices=_offered(snapshot, call.caller))
    if found.id not in call.caller.belongs | call.caller.units and not call.caller.roles.keys() & _CENTRE:
        raise Refusal("duty.not_yours", unit=found.name)
    shown = unit_schedule(snapshot, desk.duty, found, (call.now, until), file=args.file)
    apart = args.file or not _names_may_stand(call.place, found)
    return Outcome(shown, answer_to=_direct(call) if apart else None)


def unit_schedule(
    snapshot: Snapshot, duty: Duty, here: UnitEntry, stretch: tuple[datetime, datetime], *, file: bool
) -> Schedule:
    """The unit's shifts between two instants, each whole."""
    start, until = stretch
    looked = bounds(start, until)
    found = shifts(snapshot, duty, here.id, looked.low, looked.high)
    return Schedule(
        unit=here.id,
        name=here.name,
        shifts=tuple(one for one in found if one.end > start and one.start < until),
        names={one.id: one.name for one in people(snapshot)},
        until=until,
        looked=looked,
        version=snapshot.version,
        file=file,
    )


def _meant(caller: Caller, place: Place, *, file: bool) -> str | None:
    """In a unit's room that unit; elsewhere one's only unit, or one's own shifts in several.

    A file is taken home, so it holds one's own shifts when nothing else is said.
    """
    own = caller.belongs | caller.units
    if file and own:
        return _MINE
    if place.room_class is RoomClass.ENHET and (place.owner in own or caller.roles.keys() & _CENTRE):
        return place.owner
    return next(iter(own)) if len(own) == 1 else _MINE if own else None


def _own(snapshot: Snapshot, desk: Desk, call: Call, looked: Bounds, until: datetime) -> tuple[Stint, ...]:
    mine = call.caller.belongs | call.caller.units
    ids = [one.id for one in units(snapshot) if one.id in mine]
    found = stints(snapshot, desk.duty, ids, looked.low, looked.high).get(call.caller.user_id, ())
    ahead = [stint for stint in found if stint.end > call.now and stint.start < until]
    return tuple(sorted(ahead, key=lambda stint: (stint.start, stint.unit)))


def _names(snapshot: Snapshot) -> Mapping[str, str]:
    return {one.id: one.name for one in units(snapshot)}


def _offered(snapshot: Snapshot, caller: Caller) -> Sequence[Choice]:
    own = caller.belongs | caller.units
    return tuple(Choice(one.id, one.name) for one in units(snapshot) if one.id in own)


def _names_may_stand(place: Place, found: UnitEntry) -> bool:
    """Names of staff stand in the unit's own room, with the centre, and where the asker is alone."""
    if place.strangers:
        return False
    if place.room_class is RoomClass.ENHET:
        return place.owner == found.id
    return place.room_class in {RoomClass.DIREKT, RoomClass.ROC}


def _direct(call: Call) -> ToPerson | None:
    alone = call.place.room_class is RoomClass.DIREKT and not call.place.strangers
    return None if alone else ToPerson(call.caller.user_id)


def _which_unit(fields: Mapping[str, Any], say: Say) -> Document:
    names = [one.label for one in fields["choices"]]
    if not names:
        return doc(say("Vilken enhet gäller det? Lägg till enhet: och dess namn."))
    return doc(
        say(
            "Vilken enhet gäller det: {names}? Lägg till enhet: och namnet.",
            names=say.list(names, either=True),
        )
    )


def _not_yours(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "Schemat för {unit} visas för dem som hör till enheten, för ROC och för TiB.", unit=fields["unit"]
        )
    )


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {"duty.which_unit": _which_unit, "duty.not_yours": _not_yours}
)

COMMAND: Final = Command(
    path=("jour", "schema"),
    aliases=(("jour", "schedule"),),
    summary=msg("visar vilka som har jour i en enhet, eller när du själv har det; även som kalenderfil"),
    args=(
        Arg(
            "unit",
            "enhet",
            UnitOrOwn(),
            msg("enheten, eller mina för dina egna pass"),
            aliases=("unit",),
            required=False,
            position=0,
            rest=True,
            example="Stockholms socialjour",
        ),
        Arg(
            "days",
            "dagar",
            Number(1, _MOST_DAYS),
            msg("antal dagar framåt; annars 7, i en fil 60"),
            aliases=("days",),
            required=False,
            example="14",
        ),
        Arg(
            "file",
            "fil",
            yes_no(),
            msg("ja: även som kalenderfil i direktchatten"),
            aliases=("file", "kalender", "ics"),
            required=False,
            default=False,
            single=True,
            example="ja",
        ),
    ),
    access=Access(roles=_CENTRE, on_duty=True, belongs=True),
    execute=schedule,
    view=show_schedule,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("jour schema", "jour schema dagar:14", "jour schema mina fil:ja"),
)
