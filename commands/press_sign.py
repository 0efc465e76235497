"""``!budskap skicka``, ``godkänn``, ``avslå`` and what belongs to signing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.chat import undo
from bot.chat.converters import Moment
from bot.chat.declare import Access, Arg, Call, Command, Group, Guard, OnChange
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.press.approve import BACK, ApproveMessage, WithdrawApproval
from bot.press.circulate import CirculateMessage
from bot.press.how_to_sign import HowToSign
from bot.press.reject import RejectMessage
from bot.press.sight import told_apart
from bot.press.stand_in import PATH as STAND_IN
from bot.press.stand_in import ListStandIns, NameStandIn
from commands import press_sign_views as views
from commands.picture_round_args import OneActor
from commands.press_remark import REFERENCE, ROOMS
from commands.press_sign_args import Colleague, Reason, Revision, UntilWhen
from commands.press_sign_notices import NOTICES
from commands.press_sign_problems import PROBLEMS
from commands.press_sign_reading import read_approval, read_rejection

STAND_INS: Final = ("budskap", "ersättarna")
_STALE: Final = timedelta(minutes=30)
_LONGEST: Final = 2000
_SIGNER: Final = Access(roles=frozenset({Role.GODKANNARE}), rooms=ROOMS, guard=Guard.SIGN_OFF)


@dataclass(frozen=True)
class CirculateArgs:
    reference: str | None
    sign_by: datetime | None


@dataclass(frozen=True)
class ApproveArgs:
    reference: str | None
    revision: int
    actor: str | None


@dataclass(frozen=True)
class RejectArgs:
    reference: str | None
    revision: int
    reason: str
    actor: str | None


@dataclass(frozen=True)
class WithdrawArgs:
    reference: str | None
    actor: str | None


@dataclass(frozen=True)
class OneArgs:
    reference: str | None


@dataclass(frozen=True)
class StandInArgs:
    person: str | None
    until: datetime | None
    actor: str | None


async def circulate(call: Call, args: CirculateArgs, service: CirculateMessage) -> Outcome:
    return await told_apart(call, service(call, args.reference, args.sign_by))


async def approve(call: Call, args: ApproveArgs, service: ApproveMessage) -> Outcome:
    return await told_apart(call, service(call, args.reference, args.revision, args.actor))


async def reject(call: Call, args: RejectArgs, service: RejectMessage) -> Outcome:
    return await told_apart(call, service(call, args.reference, args.revision, args.actor, args.reason))


async def withdraw(call: Call, args: WithdrawArgs, service: WithdrawApproval) -> Outcome:
    return await told_apart(call, service(call, args.reference, args.actor))


async def how_to(call: Call, args: OneArgs, service: HowToSign) -> Outcome:
    return await told_apart(call, service(call, args.reference))


async def stand_in(call: Call, args: StandInArgs, service: NameStandIn) -> Outcome:
    if args.person is None or args.until is None:
        return Outcome(undo.Instead(STAND_INS))
    return await service(call, args.person, args.until, args.actor)


async def stand_ins(call: Call, service: ListStandIns) -> Outcome:
    return await service(call)


_REVISION: Final = Arg(
    name="revision",
    key="rev",
    aliases=("revision", "version"),
    convert=Revision(),
    summary=msg("numret på den revision du har läst"),
    question=msg("Vilken revision har du läst? Numret står i meddelandet om budskapet."),
    position=1,
    example="3",
)
_ACTOR: Final = Arg(
    name="actor",
    key="för",
    aliases=("for", "aktör", "actor"),
    convert=OneActor(),
    summary=msg("vilken aktör du svarar för, om du får svara för flera"),
    required=False,
    question=msg("För vilken aktör?"),
    example="Polisen",
)

GROUP: Final = Group(
    commands=(
        Command(
            path=("budskap", "skicka"),
            aliases=(("budskap", "remiss"), ("budskap", "remittera"), ("budskap", "circulate")),
            summary=msg("skickar ett utkast på remiss till dem som ska godkänna det"),
            args=(
                replace(REFERENCE, rest=True),
                Arg(
                    name="sign_by",
                    key="svar",
                    aliases=("senast", "by"),
                    convert=Moment(),
                    summary=msg("när svaren ska ha kommit"),
                    required=False,
                    question=msg("När ska svaren ha kommit?"),
                    example="16:00",
                ),
            ),
            access=Access(roles=frozenset({Role.KOMMUNIKATOR}), rooms=ROOMS),
            stale_after=_STALE,
            execute=circulate,
            view=views.circulated,
            instead=msg("Budskapet är på remiss. Stoppa det med !budskap stopp om det inte ska vara det."),
            examples=("budskap skicka BU-0031", "budskap skicka BU-0031 svar:16:00"),
        ),
        Command(
            path=("budskap", "godkänn"),
            aliases=(
                ("budskap", "godkänner"),
                ("budskap", "godkänna"),
                ("budskap", "godkänt"),
                ("budskap", "approve"),
            ),
            summary=msg("godkänner en revision för din aktör; numret på den måste vara med"),
            args=(REFERENCE, _REVISION, _ACTOR),
            reads=read_approval,
            access=_SIGNER,
            stale_after=_STALE,
            execute=approve,
            view=views.approved,
            undone=msg("Inget nytt är godkänt."),
            instead=msg("Den som gav godkännandet tar tillbaka det med !budskap ångra."),
            examples=("budskap godkänn BU-0031 rev 3", "budskap godkänn BU-0031 rev 3 för:Polisen"),
        ),
        Command(
            path=("budskap", "avslå"),
            aliases=(("budskap", "avslår"), ("budskap", "avslag"), ("budskap", "reject")),
            summary=msg("avslår en revision för din aktör och säger varför"),
            args=(
                REFERENCE,
                _REVISION,
                Arg(
                    name="reason",
                    key="orsak",
                    aliases=("skäl", "anledning", "motivering", "reason"),
                    convert=Reason(_LONGEST),
                    summary=msg("varför, så att texten kan rättas"),
                    question=msg("Varför avslår ni? Skriv vad som behöver ändras."),
                    position=2,
                    rest=True,
                    verbatim=True,
                    example="Numret i andra stycket är gammalt.",
                ),
                _ACTOR,
            ),
            reads=read_rejection,
            access=_SIGNER,
            stale_after=_STALE,
            execute=reject,
            view=views.rejected,
            undone=msg("Inget är avslaget."),
            instead=msg("Avslaget gäller tills det finns en ny revision."),
            examples=("budskap avslå BU-0031 rev 3 orsak:Numret i andra stycket är gammalt.",),
        ),
        Command(
            path=BACK,
            aliases=(("budskap", "unapprove"),),
            summary=msg("tar tillbaka ditt godkännande, så länge budskapet inte är på väg ut"),
            args=(replace(REFERENCE, rest=True), _ACTOR),
            access=_SIGNER,
            execute=withdraw,
            view=views.withdrawn,
            instead=msg("Skriv !budskap godkänn igen om du godkänner det."),
            examples=("budskap ångra BU-0031",),
        ),
        Command(
            path=("budskap", "signera"),
            aliases=(("budskap", "sign"),),
            summary=msg("visar vilka som har godkänt och hur man gör det"),
            args=(replace(REFERENCE, rest=True),),
            access=Access(rooms=ROOMS),
            execute=how_to,
            view=views.how_to,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("budskap signera BU-0031",),
        ),
        Command(
            path=STAND_IN,
            aliases=(("budskap", "ersätter"), ("budskap", "ersätt"), ("budskap", "deputy")),
            summary=msg("utser någon som får godkänna i ditt ställe till en viss tid"),
            args=(
                Arg(
                    name="person",
                    key="person",
                    aliases=("vem", "namn", "who"),
                    convert=Colleague(),
                    summary=msg("vem, ur den egna organisationen"),
                    required=False,
                    question=msg("Vem ska få godkänna i ditt ställe?"),
                    position=0,
                    rest=True,
                    example="@namn",
                ),
                Arg(
                    name="until",
                    key="till",
                    aliases=("tom", "until"),
                    convert=UntilWhen(),
                    summary=msg("till när; nu avslutar det"),
                    required=False,
                    required_with="person",
                    question=msg("Till när? Skriv en tid, eller nu för att avsluta."),
                    example="imorgon 08:00",
                ),
                _ACTOR,
            ),
            access=_SIGNER,
            stale_after=_STALE,
            execute=stand_in,
            view=views.stand_in,
            instead=msg("Skriv !budskap ersättare igen, med en ny tid, eller till:nu för att avsluta."),
            examples=(
                "budskap ersättare @namn till:imorgon 08:00",
                "budskap ersättare @namn till:nu",
            ),
        ),
        Command(
            path=STAND_INS,
            aliases=(("budskap", "deputies"),),
            summary=msg("visar vilka som är ersättare nu, hos er"),
            access=Access(roles=frozenset({Role.GODKANNARE, Role.KOMMUNIKATOR}), rooms=ROOMS),
            execute=stand_ins,
            view=views.stand_ins,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("budskap ersättarna",),
        ),
    ),
    notices=NOTICES,
    problems=PROBLEMS,
)
