"""``!ärende``: from raised to closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.cases.mark_seen import MarkSeen
from bot.cases.record_contact import RecordContact
from bot.cases.show_case import ListCases, ShowCase
from bot.cases.take_case import TakeCase
from bot.cases.tell import SUBJECT
from bot.chat.converters import yes_no
from bot.chat.declare import Access, Arg, Call, Command, Follower, Group, Guard, OnChange
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from commands import case_answers as answers
from commands.case_exercise import EXERCISE
from commands.case_link import LINK, LINK_PROBLEMS
from commands.case_mark import marked_answer
from commands.case_move import CLOSE, ESCALATE, HAND_OVER, REOPEN, WITHDRAW
from commands.case_new import NEW
from commands.case_notices import NOTICES
from commands.case_problems import PROBLEMS
from commands.case_shared import CENTRE, KEY, RAISERS, REFERENCE, ROOMS, OneArgs
from commands.case_statistics import STATISTICS


@dataclass(frozen=True)
class ListArgs:
    ended: bool


async def mark_seen(call: Call, args: OneArgs, service: MarkSeen) -> Outcome:
    return await service(call, args.reference)


async def take(call: Call, args: OneArgs, service: TakeCase) -> Outcome:
    return await service(call, args.reference)


async def contact(call: Call, args: OneArgs, service: RecordContact) -> Outcome:
    return await service(call, args.reference)


async def show(call: Call, args: OneArgs, service: ShowCase) -> Outcome:
    return await service(call, args.reference)


async def list_cases(call: Call, args: ListArgs, service: ListCases) -> Outcome:
    return await service(call, ended=args.ended)


_OK: Final = Command(
    path=("ärende", "ok"),
    aliases=(("ärende", "kvittera"), ("ärende", "seen")),
    summary=msg("säger att du har sett larmet; klockan står still en stund"),
    args=(REFERENCE,),
    access=Access(roles=frozenset({Role.TIB}), on_duty=True, rooms=ROOMS),
    execute=mark_seen,
    view=marked_answer(answers.seen),
    instead=msg("Skriv ok eller tar en gång till om något ska ändras."),
    examples=("ärende ok IA-2026-0412-K7",),
)

_TAKE: Final = Command(
    path=("ärende", "tar"),
    aliases=(("ärende", "take"), ("ärende", "ta")),
    summary=msg("tar ärendet för din enhet"),
    args=(REFERENCE,),
    access=Access(roles=frozenset({Role.TIB}), on_duty=True, rooms=ROOMS, guard=Guard.CASE),
    unsigned=("ärende", "ok"),
    execute=take,
    view=marked_answer(answers.taken),
    instead=msg("Ärendet är taget. Ska någon annan ta över: skriv överlämna eller eskalera."),
    examples=("ärende tar IA-2026-0412-K7",),
)

_CONTACT: Final = Command(
    path=("ärende", "ringt"),
    aliases=(("ärende", "contact"),),
    summary=msg("säger att ni har talats vid"),
    args=(REFERENCE,),
    access=Access(roles=RAISERS, on_duty=True, rooms=ROOMS, guard=Guard.CASE),
    execute=contact,
    view=marked_answer(answers.contacted),
    instead=msg("Kontakten är noterad. Blev det fel: skriv överlämna, så larmas en enhet igen."),
    examples=("ärende ringt IA-2026-0412-K7",),
)

_SHOW: Final = Command(
    path=("ärende", "visa"),
    aliases=(("ärende", "show"),),
    summary=msg("visar ett ärende"),
    args=(REFERENCE,),
    access=Access(roles=RAISERS | CENTRE, on_duty=True, rooms=ROOMS),
    execute=show,
    view=marked_answer(answers.shown),
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("ärende visa senaste", "ärende visa IA-2026-0412-K7"),
)

_LIST: Final = Command(
    path=("ärende", "lista"),
    aliases=(("ärende", "list"),),
    summary=msg("listar öppna ärenden som rör dig"),
    args=(
        Arg(
            name="ended",
            key="alla",
            aliases=("all",),
            convert=yes_no(),
            summary=msg("även avslutade: ja eller nej"),
            required=False,
            default=False,
            example="ja",
        ),
    ),
    access=Access(roles=RAISERS | CENTRE, on_duty=True, rooms=ROOMS),
    execute=list_cases,
    view=answers.listed,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("ärende lista", "ärende lista alla:ja"),
)

GROUP: Final = Group(
    commands=(
        *(
            replace(deed, never_waits=True)
            for deed in (NEW, _OK, _TAKE, _CONTACT, HAND_OVER, ESCALATE, WITHDRAW, CLOSE, REOPEN)
        ),
        EXERCISE,
        LINK,
        _SHOW,
        _LIST,
        STATISTICS,
    ),
    notices=NOTICES,
    problems={**PROBLEMS, **LINK_PROBLEMS},
    followers=(Follower(SUBJECT, group="ärende", object_key=KEY, reactions={"✅": "ok", "👍": "ok"}),),
    words={"ärende": ("case", "individärende")},
)
