"""``!fråga``: what media, the public and staff ask, and what the actors have agreed to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Follower, Group, OnChange
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.press.desk import QUESTION
from bot.press.question import NewQuestion, RaiseQuestion
from bot.press.question_export import ExportQuestions
from bot.press.talk_change import Amended, AmendTalk, AnswerTalk, EndTalk, NewAnswer, RenewAnswer, ReopenTalk
from bot.press.talk_checks import LookForPeople
from bot.press.talk_show import ListTalk, ShowTalk
from bot.press.talk_values import Asker, Topic
from commands import press_talk_args as shared
from commands import press_talk_views as views
from commands.press_question_export import exported
from commands.press_talk_confirm import seems_to_name

_KEY: Final = "fråga"


@dataclass(frozen=True)
class NewArgs:
    words: str
    asker: Asker
    owner: str | None
    exercise: bool


@dataclass(frozen=True)
class AnswerArgs:
    reference: str | None
    text: str
    public: bool
    until: datetime | None


@dataclass(frozen=True)
class RenewArgs:
    reference: str | None
    until: datetime | None


@dataclass(frozen=True)
class ChangeArgs:
    reference: str | None
    owner: str | None


@dataclass(frozen=True)
class OneArgs:
    reference: str | None


@dataclass(frozen=True)
class ListArgs:
    ended: bool
    exercise: bool


async def note(call: Call, args: NewArgs, service: RaiseQuestion) -> Outcome:
    return await service(call, NewQuestion(args.words, args.asker, args.owner, args.exercise))


async def names_in_question(call: Call, args: NewArgs, look: LookForPeople) -> bool | None:
    return await look(call, args.words)


async def answer(call: Call, args: AnswerArgs, service: AnswerTalk) -> Outcome:
    return await service(call, Topic.QUESTION, args.reference, NewAnswer(args.text, args.public, args.until))


async def names_in_answer(call: Call, args: AnswerArgs, look: LookForPeople) -> bool | None:
    return await look(call, args.text)


async def renew(call: Call, args: RenewArgs, service: RenewAnswer) -> Outcome:
    return await service(call, args.reference, args.until)


async def change(call: Call, args: ChangeArgs, service: AmendTalk) -> Outcome:
    return await service(call, Topic.QUESTION, args.reference, Amended(owner=args.owner))


async def show(call: Call, args: OneArgs, service: ShowTalk) -> Outcome:
    return await service(call, Topic.QUESTION, args.reference)


async def list_questions(call: Call, args: ListArgs, service: ListTalk) -> Outcome:
    return await service(call, Topic.QUESTION, ended=args.ended, exercise=args.exercise)


async def export(call: Call, service: ExportQuestions) -> Outcome:
    return await service(call)


async def end(call: Call, args: OneArgs, service: EndTalk) -> Outcome:
    return await service(call, Topic.QUESTION, args.reference)


async def reopen(call: Call, args: OneArgs, service: ReopenTalk) -> Outcome:
    return await service(call, Topic.QUESTION, args.reference)


_REFERENCE: Final = shared.reference(_KEY, "FR-0012")
_WRITE: Final = Access(roles=shared.WRITERS, rooms=shared.ROOMS)
_READ: Final = Access(roles=shared.READERS, rooms=shared.ROOMS)

_NEW: Final = Command(
    path=("fråga", "ny"),
    aliases=(("fråga", "new"),),
    summary=msg("noterar en fråga som ställs, så att någon svarar på den"),
    args=(
        Arg(
            name="words",
            key="text",
            convert=Words(shared.LONGEST),
            summary=msg("frågan"),
            question=msg("Vad frågas det om? Skriv utan namn på enskilda."),
            position=0,
            rest=True,
            verbatim=True,
            example="Är skolorna öppna i morgon?",
        ),
        Arg(
            name="asker",
            key="från",
            aliases=("from", "av"),
            convert=shared.asker(),
            summary=msg("vilka som frågar: media, allmänheten eller personal"),
            question=msg("Vilka frågar?"),
            example="media",
        ),
        shared.OWNER,
        shared.EXERCISE,
    ),
    access=_WRITE,
    confirm=Confirm(prepare=names_in_question, view=seems_to_name),
    execute=note,
    view=views.raised,
    instead=msg("Frågan ligger kvar. Avsluta den med !fråga stäng."),
    examples=("fråga ny Är skolorna öppna i morgon? från:allmänheten",),
)
_ANSWER: Final = Command(
    path=("fråga", "svar"),
    aliases=(("fråga", "answer"),),
    summary=msg("säger vad ni svarar, till allmänheten eller internt"),
    args=(
        shared.reference(_KEY, "FR-0012", alone=False),
        Arg(
            name="text",
            key="text",
            convert=Words(shared.LONGEST_ANSWER),
            summary=msg("svaret"),
            question=msg("Vad svarar ni?"),
            position=1,
            rest=True,
            verbatim=True,
            example="Ja, skolorna är öppna som vanligt.",
        ),
        Arg(
            name="public",
            key="för",
            aliases=("for", "audience"),
            convert=shared.reach(),
            summary=msg("allmänheten eller intern"),
            question=msg("Får svaret lämnas till allmänheten, eller är det internt?"),
            single=True,
            example="allmänheten",
        ),
        shared.UNTIL,
    ),
    access=_WRITE,
    confirm=Confirm(prepare=names_in_answer, view=seems_to_name),
    execute=answer,
    view=views.answered,
    instead=msg("Svaret ligger kvar. Skriv !fråga svar med det nya svaret."),
    examples=("fråga svar FR-0012 för:allmänheten Ja, skolorna är öppna som vanligt.",),
)
_RENEW: Final = Command(
    path=("fråga", "förnya"),
    aliases=(("fråga", "renew"),),
    summary=msg("låter ett svar gälla en tid till"),
    args=(_REFERENCE, shared.UNTIL),
    access=_WRITE,
    execute=renew,
    view=views.renewed,
    instead=msg("Svaret är förnyat. Skriv !fråga svar om det ska vara ett annat."),
    examples=("fråga förnya FR-0012 gäller:2026-12-24",),
)
_CHANGE: Final = Command(
    path=("fråga", "ändra"),
    aliases=(("fråga", "change"), ("fråga", "edit")),
    summary=msg("säger vem som ska svara"),
    args=(_REFERENCE, shared.OWNER),
    access=_WRITE,
    execute=change,
    view=views.amended,
    instead=msg("Ändringen är gjord. Skriv !fråga ändra igen om det blev fel."),
    examples=("fråga ändra FR-0012 ägare:Nacka",),
)
_SHOW: Final = Command(
    path=("fråga", "visa"),
    aliases=(("fråga", "show"),),
    summary=msg("visar en fråga och alla svar på den"),
    args=(_REFERENCE,),
    access=_READ,
    execute=show,
    view=views.shown,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("fråga visa FR-0012", "fråga visa senaste"),
)
_LIST: Final = Command(
    path=("fråga", "lista"),
    aliases=(("fråga", "list"),),
    summary=msg("listar frågor: de som saknar svar först"),
    args=(shared.ENDED, shared.EXERCISE),
    access=_READ,
    execute=list_questions,
    view=views.listed,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("fråga lista",),
)
_EXPORT: Final = Command(
    path=("fråga", "export"),
    aliases=(("fråga", "exportera"),),
    summary=msg("ger frågor och svar för allmänheten som filer till en webbplats"),
    access=_READ,
    execute=export,
    view=exported,
    on_edit=OnChange.NOTHING,
    on_redact=OnChange.NOTHING,
    examples=("fråga export",),
)
_END: Final = Command(
    path=("fråga", "stäng"),
    aliases=(("fråga", "avsluta"), ("fråga", "close")),
    summary=msg("avslutar en fråga som ingen ställer längre"),
    args=(_REFERENCE,),
    access=_WRITE,
    execute=end,
    view=views.ended,
    instead=msg("Frågan är avslutad. Skriv !ångra eller !fråga öppna om det blev fel."),
    examples=("fråga stäng FR-0012",),
)
_REOPEN: Final = Command(
    path=("fråga", "öppna"),
    aliases=(("fråga", "reopen"), ("fråga", "open")),
    summary=msg("öppnar en avslutad fråga igen"),
    args=(_REFERENCE,),
    access=_WRITE,
    execute=reopen,
    view=views.reopened,
    instead=msg("Frågan är öppen. Skriv !fråga stäng om det blev fel."),
    examples=("fråga öppna FR-0012",),
)

GROUP: Final = Group(
    commands=(_NEW, _ANSWER, _RENEW, _CHANGE, _SHOW, _LIST, _EXPORT, _END, _REOPEN),
    followers=(Follower(QUESTION, group="fråga", object_key=_KEY),),
    words={"fråga": ("qa", "question", "questions", "frågor")},
    yielding=("fråga",),
)
