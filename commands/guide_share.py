"""``!gängsnack dela``: our reviewed text made into a joint message, which others approve first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.chat.declare import Access, Arg, Call, Command, Group
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.guidance.share import ShareGuide
from bot.guidance.values import Section
from bot.press.audience import Audience, chosen, ways_to
from bot.press.content import Variant
from bot.press.desk import Desk
from bot.press.draft import Draft
from bot.press.values import Quorum
from bot.press.write import WriteMessage
from commands import guide_share_problems as problems
from commands import guide_share_views as views
from commands.guide_args import SECTION
from commands.guide_share_args import (
    SeveralGroups,
    SeveralKommuner,
    SeveralLanguages,
    in_any_order_shared,
)
from commands.guide_share_views import GuideShared
from commands.press_remark import ROOMS
from commands.press_write_args import Channels
from commands.press_write_begun import EXERCISE, OWNER, WHEN
from commands.press_write_declared import OTHERS, SIGNERS

_TAKEN: Final = frozenset({"purpose", "target_group", "informed", "contact", "spokesperson", "checked_by"})
"""What else may be said of the message, as in ``!budskap ny``."""


@dataclass(frozen=True)
class ShareArgs:
    languages: tuple[str, ...]
    section: Section | None
    channels: tuple[str, ...] | None
    kommuner: tuple[str, ...] | None
    groups: tuple[str, ...] | None
    signers: Quorum
    purpose: str | None
    target_group: str | None
    informed: tuple[str, ...] | None
    contact: str | None
    spokesperson: str | None
    checked_by: str | None
    exercise: bool | None
    owner: str | None
    when: str | None


@dataclass(frozen=True)
class TextsArgs:
    languages: tuple[str, ...]
    section: Section | None


async def reviewed(call: Call, args: TextsArgs, texts: ShareGuide) -> None:
    """Whoever wants to share a draft hears so before the questions about receivers and signers."""
    await texts.look(call, args.languages, args.section)


async def share(call: Call, args: ShareArgs, texts: ShareGuide, write: WriteMessage, desk: Desk) -> Outcome:
    """A draft of the caller's organisation; where it would go is said back before anybody else sees it."""
    snapshot = await desk.snapshot(call.session)
    audience = Audience(args.channels or (), args.kommuner or (), args.groups or ())
    swedish, *others = await texts(call, args.languages, args.section)
    channels = chosen(snapshot, audience, exercise=bool(args.exercise))
    every = (swedish, *others)
    draft = Draft(
        title=swedish.title,
        body=swedish.body,
        quorum=args.signers,
        channels=channels,
        purpose=args.purpose,
        target_group=args.target_group,
        informed=args.informed,
        contact=args.contact,
        spokesperson=args.spokesperson,
        checked_by=args.checked_by,
        variants={one.language: Variant(one.title, one.body, ready=True) for one in others},
        guide=tuple(bound for one in every for bound in one.bound),
    )
    outcome = await write(call, draft, owner=args.owner, exercise=bool(args.exercise), wanted=args.when or "")
    shared = GuideShared(
        written=outcome.value,
        languages=tuple(one.language for one in every),
        section=args.section,
        ways=ways_to(snapshot, channels),
        without_guide=tuple(one.language for one in every if not one.linked),
    )
    return replace(outcome, value=shared)


_OWN: Final = (
    Arg(
        name="languages",
        key="språk",
        aliases=("languages", "lang"),
        convert=SeveralLanguages(),
        summary=msg("språken, ett eller flera; svenska är alltid med"),
        question=msg("Vilka språk?"),
        position=0,
        rest=True,
        example="somaliska, arabiska",
    ),
    SECTION,
    Arg(
        name="channels",
        key="till",
        aliases=("to", "kanaler", "kanal"),
        convert=Channels(),
        summary=msg("kanalerna; utan dem väljs alla som registret har för kommunen och rollen"),
        required=False,
        question=msg("Till vilken kanal? Svara med siffran, eller skriv flera med komma mellan."),
        example="Skolor i Nacka",
    ),
    Arg(
        name="kommuner",
        key="kommun",
        aliases=("municipality",),
        convert=SeveralKommuner(),
        summary=msg("bara kanaler för de här kommunerna"),
        required=False,
        question=msg("Vilken kommun menar du?"),
        position=2,
        example="Nacka",
    ),
    Arg(
        name="groups",
        key="roll",
        aliases=("role",),
        convert=SeveralGroups(),
        summary=msg("bara kanaler där de läser, till exempel skola"),
        required=False,
        question=msg("Vilka är det till?"),
        example="skola",
    ),
)

GROUP: Final = Group(
    commands=(
        Command(
            path=("gängsnack", "dela"),
            aliases=(("gängsnack", "share"),),
            summary=msg("delar guidens granskade text som ett gemensamt budskap, som andra godkänner först"),
            args=(
                *_OWN,
                SIGNERS,
                *(one for one in OTHERS if one.name in _TAKEN),
                EXERCISE,
                OWNER,
                replace(WHEN, key="när", aliases=("publiceras",)),
            ),
            access=Access(roles=frozenset({Role.KOMMUNIKATOR}), rooms=ROOMS),
            execute=share,
            apart=in_any_order_shared,
            looks=reviewed,
            view=views.shared,
            instead=msg("Budskapet ligger kvar. Skriv !budskap stopp om det inte ska ut."),
            undone=msg("Inget budskap är sparat."),
            examples=("gängsnack dela somaliska kommun:Nacka roll:skola signeras:Nacka, polisen",),
        ),
    ),
    problems=problems.PROBLEMS,
)
