"""``!rykte``: what is said that is untrue or not known to be true, and what the actors answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Follower, Group, OnChange
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.press.desk import RUMOUR
from bot.press.rumour import NewRumour, RaiseRumour
from bot.press.talk_change import Amended, AmendTalk, AnswerTalk, EndTalk, NewAnswer, ReopenTalk
from bot.press.talk_checks import LookForPeople
from bot.press.talk_show import ListTalk, ShowTalk
from bot.press.talk_values import Spread, Topic, Truth
from commands import press_talk_args as shared
from commands import press_talk_views as views
from commands.press_talk_confirm import seems_to_name
from commands.report_args import Observed

_KEY: Final = "rykte"


@dataclass(frozen=True)
class NewArgs:
    claim: str
    where: str
    spread: Spread
    truth: Truth | None
    seen_at: datetime | None
    owner: str | None
    exercise: bool


@dataclass(frozen=True)
class AnswerArgs:
    reference: str | None
    text: str
    truth: Truth | None


@dataclass(frozen=True)
class ChangeArgs:
    reference: str | None
    truth: Truth | None
    spread: Spread | None
    owner: str | None


@dataclass(frozen=True)
class OneArgs:
    reference: str | None


@dataclass(frozen=True)
class ListArgs:
    ended: bool
    exercise: bool


async def note(call: Call, args: NewArgs, service: RaiseRumour) -> Outcome:
    truth = args.truth or Truth.UNCONFIRMED
    new = NewRumour(args.claim, args.where, args.spread, truth, args.seen_at, args.owner, args.exercise)
    return await service(call, new)


async def names_in_claim(call: Call, args: NewArgs, look: LookForPeople) -> bool | None:
    return await look(call, args.claim, args.where)


async def answer(call: Call, args: AnswerArgs, service: AnswerTalk) -> Outcome:
    return await service(call, Topic.RUMOUR, args.reference, NewAnswer(args.text, truth=args.truth))


async def names_in_answer(call: Call, args: AnswerArgs, look: LookForPeople) -> bool | None:
    return await look(call, args.text)


async def change(call: Call, args: ChangeArgs, service: AmendTalk) -> Outcome:
    return await service(call, Topic.RUMOUR, args.reference, Amended(args.truth, args.spread, args.owner))


async def show(call: Call, args: OneArgs, service: ShowTalk) -> Outcome:
    return await service(call, Topic.RUMOUR, args.reference)


async def list_rumours(call: Call, args: ListArgs, service: ListTalk) -> Outcome:
    return await service(call, Topic.RUMOUR, ended=args.ended, exercise=args.exercise)


async def end(call: Call, args: OneArgs, service: EndTalk) -> Outcome:
    return await service(call, Topic.RUMOUR, args.reference)


async def reopen(call: Call, args: OneArgs, service: ReopenTalk) -> Outcome:
    return await service(call, Topic.RUMOUR, args.reference)


_REFERENCE: Final = shared.reference(_KEY, "RY-0007")
_WRITE: Final = Access(roles=shared.WRITERS, rooms=shared.ROOMS)
_READ: Final = Access(roles=shared.READERS, rooms=shared.ROOMS)

_NEW: Final = Command(
    path=("rykte", "ny"),
    aliases=(("rykte", "nytt"), ("rykte", "new")),
    summary=msg("noterar ett rykte med egna ord, så att någon svarar på det"),
    args=(
        Arg(
            name="claim",
            key="påstående",
            aliases=("claim", "text"),
            convert=Words(shared.LONGEST),
            summary=msg("vad som påstås, med egna ord"),
            question=msg("Vad påstås? Skriv med egna ord, utan namn på eller länkar till enskilda."),
            position=0,
            rest=True,
            verbatim=True,
            example="det sägs att skolorna stänger i morgon",
        ),
        Arg(
            name="where",
            key="var",
            aliases=("where", "sett"),
            convert=Words(),
            summary=msg("var det syns, utan länk"),
            question=msg("Var syns det? Skriv utan länkar och kontonamn."),
            example="föräldragrupper i Nacka",
        ),
        Arg(
            name="spread",
            key="spridning",
            aliases=("spread",),
            convert=shared.spread(),
            summary=msg("liten, ökande eller stor"),
            question=msg("Hur sprids det?"),
            example="ökande",
        ),
        shared.TRUTH,
        Arg(
            name="seen_at",
            key="när",
            aliases=("when",),
            convert=Observed(),
            summary=msg("när det sågs; utan det nu"),
            required=False,
            question=msg("När sågs det?"),
            example="14:10",
        ),
        shared.OWNER,
        shared.EXERCISE,
    ),
    access=_WRITE,
    confirm=Confirm(prepare=names_in_claim, view=seems_to_name),
    execute=note,
    view=views.raised,
    instead=msg("Ryktet ligger kvar. Avsluta det med !rykte stäng, eller ändra det med !rykte ändra."),
    examples=("rykte ny det sägs att skolorna stänger var:föräldragrupper i Nacka spridning:ökande",),
)
_ANSWER: Final = Command(
    path=("rykte", "svar"),
    aliases=(("rykte", "answer"),),
    summary=msg("säger vad ni svarar; tidigare svar finns kvar"),
    args=(
        shared.reference(_KEY, "RY-0007", alone=False),
        Arg(
            name="text",
            key="text",
            convert=Words(shared.LONGEST_ANSWER),
            summary=msg("svaret"),
            question=msg("Vad svarar ni?"),
            position=1,
            rest=True,
            verbatim=True,
            example="Skolorna är öppna som vanligt.",
        ),
        shared.TRUTH,
    ),
    access=_WRITE,
    confirm=Confirm(prepare=names_in_answer, view=seems_to_name),
    execute=answer,
    view=views.answered,
    instead=msg("Svaret ligger kvar. Skriv !rykte svar med det nya svaret."),
    examples=("rykte svar RY-0007 Skolorna är öppna som vanligt. status:falskt",),
)
_CHANGE: Final = Command(
    path=("rykte", "ändra"),
    aliases=(("rykte", "change"), ("rykte", "edit")),
    summary=msg("säger vad ni vet nu, hur det sprids, eller vem som ska svara"),
    args=(
        _REFERENCE,
        shared.TRUTH,
        Arg(
            name="spread",
            key="spridning",
            aliases=("spread",),
            convert=shared.spread(),
            summary=msg("liten, ökande eller stor"),
            required=False,
            question=msg("Hur sprids det?"),
            example="stor",
        ),
        shared.OWNER,
    ),
    access=_WRITE,
    execute=change,
    view=views.amended,
    instead=msg("Ändringen är gjord. Skriv !rykte ändra igen om det blev fel."),
    examples=("rykte ändra RY-0007 status:falskt spridning:stor",),
)
_SHOW: Final = Command(
    path=("rykte", "visa"),
    aliases=(("rykte", "show"),),
    summary=msg("visar ett rykte och alla svar på det"),
    args=(_REFERENCE,),
    access=_READ,
    execute=show,
    view=views.shown,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("rykte visa RY-0007", "rykte visa senaste"),
)
_LIST: Final = Command(
    path=("rykte", "lista"),
    aliases=(("rykte", "list"),),
    summary=msg("listar rykten: de som saknar svar och sprids mest först"),
    args=(shared.ENDED, shared.EXERCISE),
    access=_READ,
    execute=list_rumours,
    view=views.listed,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("rykte lista", "rykte lista alla:ja"),
)
_END: Final = Command(
    path=("rykte", "stäng"),
    aliases=(("rykte", "avsluta"), ("rykte", "close")),
    summary=msg("avslutar ett rykte som ingen talar om längre"),
    args=(_REFERENCE,),
    access=_WRITE,
    execute=end,
    view=views.ended,
    instead=msg("Ryktet är avslutat. Skriv !ångra eller !rykte öppna om det blev fel."),
    examples=("rykte stäng RY-0007",),
)
_REOPEN: Final = Command(
    path=("rykte", "öppna"),
    aliases=(("rykte", "reopen"), ("rykte", "open")),
    summary=msg("öppnar ett avslutat rykte igen"),
    args=(_REFERENCE,),
    access=_WRITE,
    execute=reopen,
    view=views.reopened,
    instead=msg("Ryktet är öppet. Skriv !rykte stäng om det blev fel."),
    examples=("rykte öppna RY-0007",),
)

GROUP: Final = Group(
    commands=(_NEW, _ANSWER, _CHANGE, _SHOW, _LIST, _END, _REOPEN),
    followers=(Follower(RUMOUR, group="rykte", object_key=_KEY),),
    words={"rykte": ("rumour", "rumours", "rumor", "rykten")},
    yielding=("rykte",),
)
