"""``!behov``: what somebody needs, who sees to it and when, until it is met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.converters import Moment, Words, yes_no
from bot.chat.declare import Access, Arg, Call, Command, Follower, Group, OnChange
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.situation.desk import NEED
from bot.situation.need_change import MeetNeed, TakeNeed, WithdrawNeed
from bot.situation.need_raise import NewNeed, RaiseNeed
from bot.situation.need_show import ListNeeds, NeedFilter, ShowNeed
from bot.situation.values import Audience
from commands import need_problems as problems
from commands import need_views as views
from commands.need_args import OneKommun, seen_by
from commands.picture_round_args import OneActor
from commands.report_args import Themes

_ROOMS: Final = frozenset(
    {RoomClass.DIREKT, RoomClass.ROC, RoomClass.SSR, RoomClass.AKTOR, RoomClass.KOMMUN_POLIS}
)
_KEY: Final = "behov"
_LONGEST: Final = 1000


@dataclass(frozen=True)
class NewArgs:
    words: str
    kommun: str | None
    wanted_at: datetime | None
    themes: tuple[str, ...]
    audience: Audience
    exercise: bool


@dataclass(frozen=True)
class OneArgs:
    reference: str | None


@dataclass(frozen=True)
class TakeArgs:
    reference: str | None
    due: datetime


@dataclass(frozen=True)
class ListArgs:
    kommun: str | None
    actor: str | None
    exercise: bool


async def raise_need(call: Call, args: NewArgs, service: RaiseNeed) -> Outcome:
    need = NewNeed(args.words, args.audience, args.kommun, args.themes, args.wanted_at, args.exercise)
    return await service(call, need)


async def take(call: Call, args: TakeArgs, service: TakeNeed) -> Outcome:
    return await service(call, args.reference, args.due)


async def met(call: Call, args: OneArgs, service: MeetNeed) -> Outcome:
    return await service(call, args.reference)


async def withdraw(call: Call, args: OneArgs, service: WithdrawNeed) -> Outcome:
    return await service(call, args.reference)


async def show(call: Call, args: OneArgs, service: ShowNeed) -> Outcome:
    return await service(call, args.reference)


async def list_needs(call: Call, args: ListArgs, service: ListNeeds) -> Outcome:
    return await service(call, NeedFilter(args.kommun, args.actor, args.exercise))


_REFERENCE: Final = Arg(
    name="reference",
    key=_KEY,
    aliases=("ref", "id", "need"),
    convert=Words(40),
    summary=msg("behovets nummer, eller senaste; behövs inte i ett svar på meddelandet om det"),
    required=False,
    position=0,
    rest=True,
    example="BE-0012",
)
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
_KOMMUN: Final = Arg(
    name="kommun",
    key="kommun",
    convert=OneKommun(),
    summary=msg("kommunen det gäller"),
    required=False,
    question=msg("Vilken kommun menar du?"),
    example="Nacka",
)

_NEW: Final = Command(
    path=("behov", "ny"),
    aliases=(("behov", "nytt"), ("behov", "new")),
    summary=msg("anmäler ett behov; ROC ser till att någon tar det, och det följs tills det är löst"),
    args=(
        Arg(
            name="words",
            key="text",
            aliases=("vad", "what"),
            convert=Words(_LONGEST),
            summary=msg("vad som behövs"),
            question=msg("Vad behövs? Skriv inget om enskilda personer."),
            position=0,
            rest=True,
            verbatim=True,
            example="två fältassistenter till Nacka centrum i kväll",
        ),
        _KOMMUN,
        Arg(
            name="wanted_at",
            key="när",
            aliases=("when", "senast"),
            convert=Moment(),
            summary=msg("när det behövs"),
            required=False,
            question=msg("När behövs det?"),
            example="18:00",
        ),
        Arg(
            name="themes",
            key="tema",
            aliases=("theme", "område"),
            convert=Themes(),
            summary=msg("området, ur en lista"),
            required=False,
            default=(),
            question=msg("Vilket område menar du?"),
            example="skola",
        ),
        Arg(
            name="audience",
            key="för",
            aliases=("for", "audience"),
            convert=seen_by(),
            summary=msg("vilka som ser det: roc eller alla aktörer (ssr)"),
            required=False,
            question=msg("Vilka ska se behovet?"),
            default=Audience.ROC,
            example="ssr",
        ),
        _EXERCISE,
    ),
    access=Access(rooms=_ROOMS),
    execute=raise_need,
    view=views.raised,
    instead=msg("Behovet ligger kvar som du skrev det. Skriv !behov återta om det inte gäller."),
    examples=("behov ny två fältassistenter till Nacka centrum kommun:Nacka när:18:00",),
)

_TAKE: Final = Command(
    path=("behov", "ta"),
    aliases=(("behov", "tar"), ("behov", "take")),
    summary=msg("tar hand om ett behov för din aktör och säger när det är löst"),
    args=(
        _REFERENCE,
        Arg(
            name="due",
            key="klart",
            aliases=("due", "senast", "när"),
            convert=Moment(),
            summary=msg("när det är löst"),
            question=msg("När är det löst?"),
            example="16:00",
        ),
    ),
    access=Access(roles=frozenset({Role.ROC, Role.TIB, Role.RAPPORTOR}), rooms=_ROOMS),
    execute=take,
    view=views.taken,
    instead=msg("Behovet är taget. Blir det en annan tid: skriv !behov ta igen, med klart: och tiden."),
    examples=("behov ta BE-0012 klart:16:00",),
)

_MET: Final = Command(
    path=("behov", "klart"),
    aliases=(("behov", "löst"), ("behov", "met"), ("behov", "done")),
    summary=msg("säger att behovet är löst"),
    args=(_REFERENCE,),
    access=Access(rooms=_ROOMS),
    execute=met,
    view=views.ended,
    instead=msg("Behovet är löst. Behövs det igen: skriv !behov ny."),
    examples=("behov klart BE-0012",),
)

_WITHDRAW: Final = Command(
    path=("behov", "återta"),
    aliases=(("behov", "withdraw"),),
    summary=msg("tar tillbaka ett behov som du har anmält"),
    args=(_REFERENCE,),
    access=Access(rooms=_ROOMS),
    execute=withdraw,
    view=views.ended,
    instead=msg("Behovet är återtaget. Behövs det ändå: skriv !behov ny."),
    examples=("behov återta BE-0012",),
)

_SHOW: Final = Command(
    path=("behov", "visa"),
    aliases=(("behov", "show"),),
    summary=msg("visar ett behov och hur långt det har kommit"),
    args=(_REFERENCE,),
    access=Access(rooms=_ROOMS | {RoomClass.LEDNING}),
    execute=show,
    view=views.shown,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("behov visa BE-0012", "behov visa senaste"),
)

_LIST: Final = Command(
    path=("behov", "lista"),
    aliases=(("behov", "list"),),
    summary=msg("listar öppna behov, de försenade först"),
    args=(
        _KOMMUN,
        Arg(
            name="actor",
            key="aktör",
            aliases=("actor",),
            convert=OneActor(),
            summary=msg("aktören som har anmält eller tagit det"),
            required=False,
            question=msg("Vilken aktör menar du?"),
            example="Nacka kommun",
        ),
        _EXERCISE,
    ),
    access=Access(rooms=_ROOMS | {RoomClass.LEDNING}),
    execute=list_needs,
    view=views.listed,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("behov lista", "behov lista kommun:Nacka"),
)

GROUP: Final = Group(
    commands=(_NEW, _TAKE, _MET, _WITHDRAW, _SHOW, _LIST),
    notices=views.NOTICES,
    problems=problems.PROBLEMS,
    followers=(Follower(NEED, group="behov", object_key=_KEY),),
    words={"behov": ("need", "needs")},
    yielding=("behov",),
)
