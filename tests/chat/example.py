"""A subject of its own for the kernel's tests: boats that are ordered, taken and sunk."""

# ruff: noqa: ARG001 - executors take what the kernel hands them
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.chat.converters import Moment, Number, OneOf, Words, yes_no
from bot.chat.declare import (
    Access,
    Arg,
    Call,
    Command,
    Confirm,
    Follower,
    Group,
    Guard,
    OnChange,
)
from bot.chat.document import doc
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import About, Notice, Outcome, ToPerson, ToUnit, Undo
from bot.chat.say import msg
from bot.errors import Refusal


@dataclass
class Harbour:
    """The service; remembers what was done."""

    done: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OrderArgs:
    port: str
    crew: int
    lamp: bool | None
    call: str


@dataclass(frozen=True)
class RefArgs:
    ref: str


@dataclass(frozen=True)
class WhenArgs:
    at: datetime


async def order(call: Call, args: OrderArgs, harbour: Harbour) -> Outcome:
    harbour.done.append(f"order {args.port} {args.crew} {args.lamp} {args.call}")
    about = About("boat", "B-1", "status")
    alarm = Notice(
        "boat.alarm",
        ToUnit("stockholm"),
        {"ref": "B-1"},
        about=about,
        mention=("@jour:localhost",),
        status=True,
    )
    return Outcome("B-1", (alarm,), about=about, undo=Undo(("båt", "sänk"), {"ref": "B-1"}))


async def take(call: Call, args: RefArgs, harbour: Harbour) -> Outcome:
    harbour.done.append(f"take {args.ref}")
    about = About("boat", args.ref, "answer")
    told = Notice("boat.taken", ToPerson("@polis:localhost"), {"ref": args.ref}, about=about)
    card = Notice(
        "boat.alarm", ToUnit("stockholm"), {"ref": args.ref}, About("boat", args.ref, "status"), status=True
    )
    return Outcome(args.ref, (told, card), about=about)


async def see(call: Call, args: RefArgs, harbour: Harbour) -> Outcome:
    harbour.done.append(f"see {args.ref}")
    return Outcome(args.ref)


async def sink(call: Call, args: RefArgs, harbour: Harbour) -> Outcome:
    harbour.done.append(f"sink {args.ref}")
    return Outcome(args.ref)


async def reach(call: Call, args: RefArgs) -> int:
    return 3


async def meet(call: Call, args: WhenArgs, harbour: Harbour) -> Outcome:
    harbour.done.append(f"meet {args.at.isoformat()}")
    return Outcome(args.at)


async def own_boat(call: Call, args: RefArgs) -> None:
    if args.ref != "B-1":
        raise Refusal("boat.unknown", ref=args.ref)


async def two_minutes(call: Call) -> timedelta:
    return timedelta(minutes=2)


REF = Arg(
    "ref",
    "ref",
    Words(20),
    msg("båtens referens"),
    question=msg("Vilken båt?"),
    position=0,
    single=True,
    example="B-1",
)

GROUP = Group(
    commands=(
        Command(
            path=("båt", "ny"),
            aliases=(("boat", "new"),),
            summary=msg("beställer en båt"),
            args=(
                Arg(
                    "port",
                    "hamn",
                    Words(),
                    msg("hamnen"),
                    aliases=("port",),
                    question=msg("Vilken hamn?"),
                    when_silent="okänd",
                    example="Nacka",
                ),
                Arg(
                    "crew",
                    "besättning",
                    Number(1, 9),
                    msg("hur många"),
                    aliases=("crew",),
                    question=msg("Hur många ombord?"),
                    when_silent="1",
                    example="4",
                ),
                Arg("lamp", "lykta", yes_no(), msg("om lyktan lyser"), required=False),
                Arg(
                    "call",
                    "ring",
                    OneOf({"RLC": (msg("RLC"),), "VB": (msg("Vakthavande befäl"), "vb")}),
                    msg("vem som ringer"),
                    question=msg("Vem ringer de upp?"),
                    when_silent="RLC",
                ),
            ),
            access=Access(
                roles=frozenset({Role.POLIS}),
                rooms=frozenset({RoomClass.DIREKT, RoomClass.ENHET, RoomClass.ROC}),
            ),
            execute=order,
            view=lambda ref, say: doc(say("{ref} är beställd.", ref=ref)),
            private=True,
            preamble=msg("Fara för liv: ring 112."),
            patience=two_minutes,
            instead=msg("Skriv båt sänk om den inte behövs."),
            examples=("båt ny hamn:Nacka besättning:4 ring:RLC",),
        ),
        Command(
            path=("båt", "tar"),
            aliases=(("boat", "take"),),
            summary=msg("tar en båt"),
            args=(REF,),
            access=Access(on_duty=True, rooms=frozenset({RoomClass.ENHET}), guard=Guard.CASE, scope=own_boat),
            execute=take,
            view=lambda ref, say: doc(say("Du har tagit {ref}.", ref=ref)),
            unsigned=("båt", "ok"),
        ),
        Command(
            path=("båt", "ok"),
            summary=msg("har sett"),
            args=(REF,),
            access=Access(on_duty=True, rooms=frozenset({RoomClass.ENHET})),
            execute=see,
            view=lambda ref, say: doc(say("{ref} är sedd.", ref=ref)),
        ),
        Command(
            path=("båt", "sänk"),
            summary=msg("sänker en båt"),
            args=(REF,),
            execute=sink,
            view=lambda ref, say: doc(say("{ref} är sänkt.", ref=ref)),
            confirm=Confirm(reach, lambda number, say: doc(say("Det når {n} hamnar.", n=number))),
            on_redact=OnChange.NOTHING,
        ),
        Command(
            path=("möte",),
            summary=msg("bestämmer en tid"),
            args=(
                Arg(
                    "at",
                    "tid",
                    Moment(),
                    msg("tiden"),
                    question=msg("När?"),
                    position=0,
                    rest=True,
                    example="22:30",
                ),
            ),
            execute=meet,
            view=lambda at, say: doc(say("Vi ses {at}.", at=say.when(at))),
            stale_after=timedelta(minutes=30),
            on_edit=OnChange.RERUN,
        ),
    ),
    notices={
        "boat.alarm": lambda fields, say: doc(say("Larm: {ref}.", ref=fields["ref"])),
        "boat.taken": lambda fields, say: doc(say("{ref} är tagen.", ref=fields["ref"])),
    },
    problems={"boat.unknown": lambda fields, say: doc(say("Det finns ingen båt {ref}.", ref=fields["ref"]))},
    followers=(Follower("boat", "båt", "ref", {"✅": "ok"}),),
    words={"båt": ("skuta",)},
)
