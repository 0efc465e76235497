"""``!budskap ny`` and ``ändra``: writing a joint message, and every change of it as a revision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.chat.converters import Number, yes_no
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.press.revise import EDIT, ReviseMessage
from bot.press.write import WriteMessage
from commands import press_write_views as views
from commands.press_remark import REFERENCE, ROOMS
from commands.press_write_begun import EXERCISE, OWNER, WHEN
from commands.press_write_declared import (
    CHANGED,
    OTHERS,
    SIGNERS,
    TEXT,
    TITLE,
    WORDS,
    ChangedArgs,
    SaidArgs,
    changed_draft,
    new_draft,
)
from commands.press_write_problems import PROBLEMS
from commands.press_write_words import GUIDED, read_change, read_new, speaks_of_exercise

ACCESS: Final = Access(roles=frozenset({Role.KOMMUNIKATOR}), rooms=ROOMS)


@dataclass(frozen=True, kw_only=True)
class NewArgs(SaidArgs):
    owner: str | None
    exercise: bool | None
    when: str | None
    guided: bool | None


@dataclass(frozen=True, kw_only=True)
class ChangeArgs(ChangedArgs):
    reference: str | None
    base: int | None
    restored: int | None


async def write(call: Call, args: NewArgs, service: WriteMessage) -> Outcome:
    return await service(
        call, new_draft(args), owner=args.owner, exercise=bool(args.exercise), wanted=args.when or ""
    )


async def rewrite(call: Call, args: NewArgs, service: ReviseMessage) -> Outcome:
    return await service.rewrite(call, new_draft(args), exercise=args.exercise, owner=args.owner)


async def change(call: Call, args: ChangeArgs, service: ReviseMessage) -> Outcome:
    if args.restored is not None:
        return await service.restore(call, args.reference, args.restored, args.base)
    return await service.edit(
        call, args.reference, lambda title: changed_draft(args, title), args.base, args.may
    )


_EXERCISE: Final = replace(EXERCISE, required_if=speaks_of_exercise, kept=True)
_GUIDED: Final = Arg(
    name=GUIDED,
    key="steg",
    convert=yes_no(),
    summary=msg("ja: jag frågar om en sak i taget"),
    required=False,
    example="ja",
)
_BASE: Final = Arg(
    name="base",
    key="rev",
    aliases=("revision",),
    convert=Number(1, 9999),
    summary=msg("den revision som du har läst och ändrar i"),
    required=False,
    example="3",
)
_RESTORED: Final = Arg(
    name="restored",
    key="återställ",
    aliases=("restore",),
    convert=Number(1, 9999),
    summary=msg("gör en tidigare revision till den som gäller"),
    required=False,
    example="2",
)

GROUP: Final = Group(
    commands=(
        Command(
            path=("budskap", "ny"),
            aliases=(("budskap", "nytt"), ("budskap", "new")),
            summary=msg("skriver ett gemensamt budskap som andra aktörer ska godkänna"),
            args=(WORDS, TITLE, TEXT, SIGNERS, *OTHERS, _EXERCISE, OWNER, WHEN, _GUIDED),
            reads=read_new,
            access=ACCESS,
            execute=write,
            view=views.written,
            on_edit=OnChange.REVISE,
            revise=rewrite,
            revised=views.revised,
            instead=msg("Budskapet ligger kvar. Skriv !budskap stopp om det inte ska ut."),
            undone=msg("Inget budskap är sparat."),
            examples=(
                "budskap ny",
                "budskap ny titel:Skolorna är öppna text:Öppet som vanligt. signeras:Stockholm, polisen",
            ),
        ),
        Command(
            path=EDIT,
            aliases=(("budskap", "ändring"), ("budskap", "edit")),
            summary=msg("ändrar ett budskap; det blir en ny revision, och alla godkännanden får ges igen"),
            args=(REFERENCE, *CHANGED, _BASE, _RESTORED),
            reads=read_change,
            access=ACCESS,
            execute=change,
            view=views.revised,
            instead=msg(
                "Ändringen ligger kvar som en revision. Skriv !budskap ändra igen om något mer ska ändras."
            ),
            undone=msg("Inget är ändrat."),
            examples=(
                "budskap ändra BU-0031 titel:Skolorna är öppna på måndag",
                "budskap ändra BU-0031 återställ:2",
            ),
        ),
    ),
    notices=views.NOTICES,
    problems=PROBLEMS,
)
