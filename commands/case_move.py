"""Sending a case on and ending it: ``eskalera``, ``överlämna``, ``avsluta``, ``återta``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.cases.end_case import CloseCase, CloseReason, ReopenCase, WithdrawCase, WithdrawReason
from bot.cases.escalate import Escalate
from bot.cases.hand_over import HandOver, Shut
from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Guard
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from commands import case_answers as answers
from commands import case_lists as lists
from commands.case_mark import marked_answer
from commands.case_shared import CENTRE, RAISERS, REFERENCE, ROOMS, OneArgs


@dataclass(frozen=True)
class MoveArgs:
    reference: str | None
    reason: str | None


@dataclass(frozen=True)
class HandOverArgs:
    reference: str | None
    to: str | None
    reason: str | None


@dataclass(frozen=True)
class CloseArgs:
    reference: str | None
    reason: CloseReason


@dataclass(frozen=True)
class WithdrawArgs:
    reference: str | None
    reason: WithdrawReason | None


async def escalate(call: Call, args: MoveArgs, service: Escalate) -> Outcome:
    return await service(call, args.reference, args.reason)


async def shut(call: Call, args: HandOverArgs, service: HandOver) -> Shut | None:
    return await service.shut(call, args.reference, args.to, args.reason)


async def hand_over(call: Call, args: HandOverArgs, service: HandOver) -> Outcome:
    return await service(call, args.reference, args.to, args.reason)


async def close(call: Call, args: CloseArgs, service: CloseCase) -> Outcome:
    return await service(call, args.reference, args.reason)


async def reopen(call: Call, args: OneArgs, service: ReopenCase) -> Outcome:
    return await service(call, args.reference)


async def withdraw(call: Call, args: WithdrawArgs, service: WithdrawCase) -> Outcome:
    return await service(call, args.reference, args.reason)


_REASON: Final = Arg(
    name="reason",
    key="skäl",
    aliases=("reason", "varför"),
    convert=lists.move_reason(),
    summary=msg("varför, ur en lista"),
    required=False,
    example="fel enhet",
)
INSTEAD: Final = msg("Skriv kommandot en gång till om något ska ändras.")

ESCALATE: Final = Command(
    path=("ärende", "eskalera"),
    aliases=(("ärende", "escalate"),),
    summary=msg("larmar nästa enhet nu"),
    args=(REFERENCE, _REASON),
    access=Access(roles=CENTRE, on_duty=True, rooms=ROOMS),
    execute=escalate,
    view=marked_answer(answers.moved),
    instead=INSTEAD,
    examples=("ärende eskalera IA-2026-0412-K7 skäl:hinner inte",),
)

HAND_OVER: Final = Command(
    path=("ärende", "överlämna"),
    aliases=(("ärende", "handover"),),
    summary=msg("lämnar över ärendet till en annan enhet"),
    args=(
        REFERENCE,
        Arg(
            name="to",
            key="till",
            aliases=("to", "enhet"),
            convert=Words(80),
            summary=msg("enheten som ska ta över"),
            required=False,
            example="Socialjouren Sydost",
        ),
        _REASON,
    ),
    access=Access(roles=CENTRE, on_duty=True, rooms=ROOMS),
    confirm=Confirm(prepare=shut, view=marked_answer(answers.shut)),
    execute=hand_over,
    view=marked_answer(answers.moved),
    instead=INSTEAD,
    examples=("ärende överlämna IA-2026-0412-K7 till:Socialjouren Sydost",),
)

CLOSE: Final = Command(
    path=("ärende", "avsluta"),
    aliases=(("ärende", "close"),),
    summary=msg("avslutar ärendet när ni har haft kontakt"),
    args=(
        REFERENCE,
        Arg(
            name="reason",
            key="skäl",
            aliases=("reason",),
            convert=lists.close_reason(),
            summary=msg("hur det slutade, ur en lista"),
            question=msg("Hur slutade ärendet?"),
            required=False,
            default=CloseReason.DONE,
            position=1,
            rest=True,
            example="klart",
        ),
    ),
    access=Access(roles=RAISERS, on_duty=True, rooms=ROOMS, guard=Guard.CASE),
    execute=close,
    view=marked_answer(answers.ended),
    instead=msg("Ärendet är avslutat. Blev det fel: skriv !ångra."),
    examples=("ärende avsluta IA-2026-0412-K7",),
)

REOPEN: Final = Command(
    path=("ärende", "återöppna"),
    aliases=(("ärende", "reopen"),),
    summary=msg("öppnar igen ett ärende som avslutades av misstag de senaste tio minuterna"),
    args=(REFERENCE,),
    access=Access(roles=RAISERS, on_duty=True, rooms=ROOMS, guard=Guard.CASE),
    execute=reopen,
    view=marked_answer(answers.reopened),
    instead=INSTEAD,
    examples=("ärende återöppna IA-2026-0412-K7",),
)

WITHDRAW: Final = Command(
    path=("ärende", "återta"),
    aliases=(("ärende", "withdraw"),),
    summary=msg("tar tillbaka ett ärende som du har larmat om"),
    args=(
        REFERENCE,
        Arg(
            name="reason",
            key="skäl",
            aliases=("reason",),
            convert=lists.withdraw_reason(),
            summary=msg("varför, ur en lista"),
            question=msg("Varför återtar du ärendet?"),
            required=False,
            position=1,
            rest=True,
            example="behövs inte längre",
        ),
    ),
    access=Access(roles=RAISERS, rooms=ROOMS, guard=Guard.CASE),
    execute=withdraw,
    view=marked_answer(answers.ended),
    instead=msg("Ärendet är återtaget. Behövs hjälp igen: skriv ärende ny."),
    examples=("ärende återta IA-2026-0412-K7 skäl:behövs inte längre",),
)
