"""``!samverkansläge``: the mode, calls for the activated one, and what is decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.chat.converters import Words, yes_no
from bot.chat.declare import Access, Arg, Call, Command, Follower, Group, Guard, OnChange
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import Msg, msg
from bot.situation.desk import MODE
from bot.situation.mode_call import CallMode
from bot.situation.mode_change import DecideMode, EndMode
from bot.situation.mode_show import ShowMode
from commands import mode_views as views

_ROOMS: Final = frozenset({RoomClass.DIREKT, RoomClass.ROC, RoomClass.SSR, RoomClass.AKTOR})
_KEY: Final = "ref"
_OLD: Final = timedelta(minutes=30)
"""What is decided for everybody and read so late is asked for again."""


@dataclass(frozen=True)
class ShowArgs:
    exercise: bool


@dataclass(frozen=True)
class CallArgs:
    cause: str
    exercise: bool


@dataclass(frozen=True)
class ConfirmArgs:
    reference: str | None


@dataclass(frozen=True)
class ReasonArgs:
    reference: str | None
    reason: str


async def show(call: Call, args: ShowArgs, service: ShowMode) -> Outcome:
    return await service(call, exercise=args.exercise)


async def call_for(call: Call, args: CallArgs, service: CallMode) -> Outcome:
    return await service(call, args.cause, exercise=args.exercise)


async def confirm(call: Call, args: ConfirmArgs, service: DecideMode) -> Outcome:
    return await service(call, args.reference, confirm=True)


async def decline(call: Call, args: ReasonArgs, service: DecideMode) -> Outcome:
    return await service(call, args.reference, confirm=False, reason=args.reason)


async def ordinary(call: Call, args: ReasonArgs, service: EndMode) -> Outcome:
    return await service(call, args.reference, args.reason)


_EXERCISE: Final = Arg(
    name="exercise",
    key="övning",
    aliases=("exercise",),
    convert=yes_no(),
    summary=msg("ja om det är en övning"),
    required=False,
    default=False,
    single=True,
    example="ja",
)
_REFERENCE: Final = Arg(
    name="reference",
    key=_KEY,
    aliases=("id", "begäran"),
    convert=Words(40),
    summary=msg("begärans nummer; behövs bara om flera väntar"),
    required=False,
    position=0,
    rest=True,
    example="SL-0003",
)
_DECIDES: Final = Access(roles=frozenset({Role.TIB}), rooms=_ROOMS, guard=Guard.PUBLICATION)
"""What is decided goes out to every actor in the duty officer's name, as a publication does."""


def _reason(question: Msg) -> Arg:
    return Arg(
        name="reason",
        key="orsak",
        aliases=("reason", "cause", "skäl"),
        convert=Words(500),
        summary=msg("varför"),
        question=question,
        example="läget är åter normalt",
    )


_SHOW: Final = Command(
    path=("samverkansläge", "visa"),
    aliases=(("samverkansläge", "show"),),
    summary=msg("visar om läget är ordinarie eller aktiverat, sedan när och varför"),
    args=(_EXERCISE,),
    access=Access(rooms=_ROOMS | {RoomClass.LEDNING}),
    execute=show,
    view=views.shown,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("samverkansläge visa",),
)

_CALL: Final = Command(
    path=("samverkansläge", "begär"),
    aliases=(("samverkansläge", "call"), ("gröna", "knappen"), ("green", "button")),
    summary=msg("begär aktiverat läge; TiB beslutar"),
    args=(
        Arg(
            name="cause",
            key="orsak",
            aliases=("cause", "reason", "skäl"),
            convert=Words(500),
            summary=msg("varför; alla aktörer får se det om läget aktiveras"),
            question=msg(
                "Varför behövs aktiverat läge? Alla aktörer får se svaret om TiB aktiverar läget. "
                "Skriv inget om enskilda personer."
            ),
            position=0,
            rest=True,
            example="flera skjutningar i länet på ett dygn",
        ),
        _EXERCISE,
    ),
    access=Access(rooms=_ROOMS),
    execute=call_for,
    view=views.called,
    never_waits=True,
    instead=msg("Begäran ligger kvar som den skrevs. Blev det fel: säg det till TiB, som beslutar."),
    examples=("samverkansläge begär orsak:flera skjutningar i länet på ett dygn", "gröna knappen"),
)

_CONFIRM: Final = Command(
    path=("samverkansläge", "bekräfta"),
    aliases=(("samverkansläge", "confirm"),),
    summary=msg("aktiverar läget som har begärts; alla aktörer får veta det"),
    args=(_REFERENCE,),
    access=_DECIDES,
    execute=confirm,
    view=views.decided,
    never_waits=True,
    stale_after=_OLD,
    instead=msg("Läget är aktiverat. Blev det fel: skriv !samverkansläge ordinarie och varför."),
    examples=("samverkansläge bekräfta", "samverkansläge bekräfta SL-0003"),
)

_DECLINE: Final = Command(
    path=("samverkansläge", "avslå"),
    aliases=(("samverkansläge", "decline"),),
    summary=msg("avslår begäran om aktiverat läge"),
    args=(_REFERENCE, _reason(msg("Varför avslår du begäran? Den som begärde det får se svaret."))),
    access=_DECIDES,
    execute=decline,
    view=views.decided,
    never_waits=True,
    stale_after=_OLD,
    instead=msg("Begäran är avslagen. Behövs läget ändå: skriv !samverkansläge begär."),
    examples=("samverkansläge avslå orsak:polisen hanterar det i ordinarie läge",),
)

_ORDINARY: Final = Command(
    path=("samverkansläge", "ordinarie"),
    aliases=(("samverkansläge", "ordinary"),),
    summary=msg("går tillbaka till ordinarie läge; alla aktörer får veta det"),
    args=(
        _REFERENCE,
        _reason(msg("Varför går ni tillbaka till ordinarie läge? Alla aktörer får se svaret.")),
    ),
    access=_DECIDES,
    execute=ordinary,
    view=views.decided,
    stale_after=_OLD,
    instead=msg("Läget är ordinarie. Behövs det aktiverade igen: skriv !samverkansläge begär."),
    examples=("samverkansläge ordinarie orsak:läget är åter normalt",),
)

GROUP: Final = Group(
    commands=(_SHOW, _CALL, _CONFIRM, _DECLINE, _ORDINARY),
    notices=views.NOTICES,
    problems=views.PROBLEMS,
    followers=(Follower(MODE, group="samverkansläge", object_key=_KEY),),
    words={"samverkansläge": ("mode",)},
    yielding=("samverkansläge",),
)
