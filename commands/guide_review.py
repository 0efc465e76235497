"""``!gängsnack granska``, ``godkänn`` and ``ångra``: a reviewer's walk through a language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.chat.declare import Access, Arg, Call, Command, Follower, Group, Guard, OnChange
from bot.chat.languages import SOURCE, Languages
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import About, Notice, Outcome, ToRoom
from bot.chat.say import msg
from bot.guidance.desk import REVIEW, Desk
from bot.guidance.review_values import Asked, Hint, Walk
from bot.guidance.reviewing import BACK, ApproveSection, ShowForReview, WithdrawReview
from bot.guidance.tongue import Tongue
from bot.guidance.values import Section
from commands import guide_review_problems as problems
from commands import guide_review_views as views
from commands.guide_review_args import ReviewCode, ReviewedLanguage, any_section, reviewed_language_ends

_KEY: Final = "språk"
_STALE: Final = timedelta(minutes=30)
_SIGNS: Final = ("✅", "☑", "✔", "👍", "👎", "❌")
_ALONE: Final = frozenset({RoomClass.DIREKT})
"""A draft is shown to nobody else."""
_READER: Final = Access(roles=frozenset({Role.GRANSKARE}), rooms=_ALONE)
_SIGNER: Final = replace(_READER, guard=Guard.SIGN_OFF)


@dataclass(frozen=True)
class OneArgs:
    language: Asked | None
    section: Section | None


@dataclass(frozen=True)
class ApproveArgs:
    language: Asked | None
    section: Section | None
    code: str | None


async def show(
    call: Call, args: OneArgs, service: ShowForReview, desk: Desk, languages: Languages
) -> Outcome:
    outcome = await service(call, args.language, args.section)
    if isinstance(outcome.value, Hint):
        return outcome
    return _with_texts(call, outcome, outcome.value, desk, languages)


async def approve(
    call: Call, args: ApproveArgs, service: ApproveSection, desk: Desk, languages: Languages
) -> Outcome:
    outcome = await service(call, args.language, args.section, args.code)
    return _with_texts(call, outcome, outcome.value.walk, desk, languages)


async def withdraw(call: Call, args: OneArgs, service: WithdrawReview) -> Outcome:
    return await service(call, args.language, args.section)


def _with_texts(call: Call, outcome: Outcome, walk: Walk, desk: Desk, languages: Languages) -> Outcome:
    """The section in Swedish, and in the language in a message of its own."""
    if walk.shown is None:
        return outcome
    tongue = Tongue(walk.shown.texts, desk.zone)
    fields = {"shown": walk.shown, "tongue": tongue, "swedish": languages.say(SOURCE, call.now)}
    about = None if walk.language.code == SOURCE else About(REVIEW, walk.shown.name, "question")
    kinds = ("guide.review_source",) if about is None else ("guide.review_source", "guide.review_text")
    return replace(
        outcome,
        notices=tuple(
            Notice(kind, ToRoom(call.place.room_id), fields, about=about, thread=False) for kind in kinds
        ),
    )


_LANGUAGE: Final = Arg(
    name="language",
    key=_KEY,
    aliases=("language", "lang"),
    convert=ReviewedLanguage(),
    summary=msg("ett språk som du granskar; behövs inte i ett svar på avsnittet"),
    required=False,
    question=msg("Vilket språk?"),
    position=0,
    rest=True,
    ends=reviewed_language_ends,
    example="so",
)
_SECTION: Final = Arg(
    name="section",
    key="avsnitt",
    aliases=("section", "del"),
    convert=any_section(),
    summary=msg("avsnittet: oro, gängen, viktigast, hjälp eller ram"),
    required=False,
    question=msg("Vilket avsnitt menar du?"),
    position=1,
    example="oro",
)

GROUP: Final = Group(
    commands=(
        Command(
            path=("gängsnack", "granska"),
            aliases=(("gängsnack", "review"),),
            summary=msg("visar ett avsnitt på svenska och på språket, och vilka avsnitt som är granskade"),
            args=(_LANGUAGE, _SECTION),
            access=_READER,
            execute=show,
            view=views.walked,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("gängsnack granska so", "gängsnack granska so avsnitt:oro", "gängsnack granska sv"),
        ),
        Command(
            path=("gängsnack", "godkänn"),
            aliases=(("gängsnack", "godkänner"), ("gängsnack", "godkänt"), ("gängsnack", "approve")),
            summary=msg("godkänner ett avsnitt som du har läst; koden står vid det"),
            args=(
                _LANGUAGE,
                _SECTION,
                Arg(
                    name="code",
                    key="kod",
                    aliases=("code",),
                    convert=ReviewCode(),
                    summary=msg("koden som står vid avsnittet; behövs inte i ett svar på det"),
                    required=False,
                    question=msg("Vilken kod står vid avsnittet?"),
                    single=True,
                    example="3F9A2C",
                ),
            ),
            access=_SIGNER,
            stale_after=_STALE,
            execute=approve,
            view=views.approved,
            undone=msg("Inget är godkänt."),
            instead=msg("Skriv !ångra om du inte godkänner det."),
            examples=("gängsnack godkänn so avsnitt:oro kod:3F9A2C",),
        ),
        Command(
            path=BACK,
            aliases=(("gängsnack", "unapprove"),),
            summary=msg("tar tillbaka ditt godkännande av ett avsnitt"),
            args=(_LANGUAGE, _SECTION),
            access=_SIGNER,
            execute=withdraw,
            view=views.taken_back,
            instead=msg("Skriv !gängsnack godkänn igen om du godkänner det."),
            examples=("gängsnack ångra so avsnitt:oro",),
        ),
    ),
    notices=views.NOTICES,
    problems=problems.PROBLEMS,
    followers=(
        Follower(
            REVIEW,
            group="gängsnack",
            object_key=_KEY,
            reactions=dict.fromkeys(_SIGNS, "granska"),
            answered="granska",
        ),
    ),
    yielding=("gängsnack",),
)
