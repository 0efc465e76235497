"""``!budskap igen``, ``återkalla`` and ``rätta``: what is done with a message that is out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Group, Guard, OnChange
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.press.again import TryAgain
from bot.press.correct import CorrectMessage
from bot.press.plan_reach import STALE
from bot.press.retract import Retraction, RetractMessage
from bot.press.show_channels import ShowChannels
from commands import press_publish_answers as answers
from commands import press_publish_views as views
from commands.press_publish_rooms import NOTICES as ROOM_NOTICES
from commands.press_remark import REFERENCE, ROOMS
from commands.press_sign_reading import read_retraction
from commands.press_write_declared import CHANGED, ChangedArgs, changed_draft
from commands.press_write_words import read_change

_KEY: Final = "budskap"
_OWN: Final = Access(
    roles=frozenset({Role.KOMMUNIKATOR}),
    rooms=ROOMS,
    guard=Guard.PUBLICATION,
)


@dataclass(frozen=True)
class OneArgs:
    reference: str | None


@dataclass(frozen=True)
class RetractArgs:
    reference: str | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class CorrectArgs(ChangedArgs):
    reference: str | None


async def again(call: Call, args: OneArgs, service: TryAgain) -> Outcome:
    return await service(call, args.reference)


async def correct(call: Call, args: CorrectArgs, service: CorrectMessage) -> Outcome:
    return await service(call, args.reference, lambda title: changed_draft(args, title), args.may)


async def channels(call: Call, args: OneArgs, service: ShowChannels) -> Outcome:
    return await service(call, args.reference)


async def reach(call: Call, args: RetractArgs, service: RetractMessage) -> Retraction:
    return await service.reach(call, args.reference, args.reason)


async def retract(call: Call, args: RetractArgs, service: RetractMessage) -> Outcome:
    return await service(call, args.reference, args.reason)


_AGAIN: Final = Command(
    path=(_KEY, "igen"),
    aliases=((_KEY, "again"), (_KEY, "retry"), (_KEY, "försök")),
    summary=msg("försöker igen där ett budskap inte kom fram, och bara där"),
    args=(REFERENCE,),
    access=_OWN,
    execute=again,
    view=answers.tried,
    stale_after=STALE,
    instead=msg("Jag har försökt igen. Skriv kommandot en gång till om det behövs."),
    examples=("budskap igen BU-0031",),
)

_CHANNELS: Final = Command(
    path=(_KEY, "kanaler"),
    aliases=((_KEY, "channels"), (_KEY, "spridning"), (_KEY, "spread")),
    summary=msg("visar vilka kanaler som har ett budskap, och vilka som inte har det"),
    args=(REFERENCE,),
    access=Access(rooms=ROOMS),
    execute=channels,
    view=views.channels,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("budskap kanaler BU-0031",),
)

_CORRECT: Final = Command(
    path=(_KEY, "rätta"),
    aliases=((_KEY, "rättelse"), (_KEY, "correct")),
    summary=msg("skriver en rättelse av ett budskap som är ute; den ska godkännas som alla andra"),
    args=(REFERENCE, *CHANGED),
    reads=read_change,
    access=_OWN,
    execute=correct,
    view=answers.correcting,
    instead=msg("Rättelsen ligger kvar som ett utkast. Skriv !budskap ändra om den ska ändras."),
    undone=msg("Ingen rättelse är skriven."),
    examples=("budskap rätta BU-0031 text:Skolorna är öppna från klockan 10.",),
)

_RETRACT: Final = Command(
    path=(_KEY, "återkalla"),
    aliases=((_KEY, "retract"), (_KEY, "dra tillbaka")),
    summary=msg("återkallar ett budskap som är ute, på alla kanaler som har det"),
    args=(
        REFERENCE,
        Arg(
            name="reason",
            key="orsak",
            aliases=("skäl", "reason"),
            convert=Words(1000),
            summary=msg("varför, för er som arbetar med budskapet; det publiceras inte"),
            required=False,
            position=1,
            rest=True,
            verbatim=True,
            example="fel namn",
        ),
    ),
    reads=read_retraction,
    access=_OWN,
    confirm=Confirm(prepare=reach, view=answers.reach),
    stale_after=STALE,
    execute=retract,
    view=answers.retracted,
    undone=msg("Ingenting är återkallat."),
    instead=msg("Budskapet är återkallat. Ska det ut igen: skriv ett nytt."),
    examples=("budskap återkalla BU-0031", "budskap återkalla BU-0031 fel namn på skolan"),
)

GROUP: Final = Group(
    commands=(_AGAIN, _CHANNELS, _CORRECT, _RETRACT),
    notices={**views.NOTICES, **ROOM_NOTICES, **answers.NOTICES},
    problems=answers.PROBLEMS,
)
