"""How far a language has come, with the section that a reviewer is to read; and whose languages are whose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import actor, person
from bot.chat.declare import Choice
from bot.chat.message import Caller, Role
from bot.errors import Refusal
from bot.guidance.catalogue import Texts
from bot.guidance.desk import Desk
from bot.guidance.languages import SOURCE, Language, language, languages
from bot.guidance.review import Review, standing
from bot.guidance.review_shown import remember, shown
from bot.guidance.review_values import Asked, Reviewer, Walk
from bot.guidance.values import ReviewState, Section
from bot.register.section import Snapshot


def reviewed_by(caller: Caller) -> tuple[Language, ...]:
    """The languages that somebody reviews, in the guide's order."""
    held = caller.roles.get(Role.GRANSKARE, frozenset())
    return tuple(one for one in languages() if one.code in held and one.code != SOURCE)


def mine(caller: Caller, asked: Asked | None, *, swedish: bool = False) -> str:
    """The language that is meant, of those that the caller reviews; Swedish may be read by any reviewer.

    Raises:
        Refusal: it is another; none is named, and there are several; the guide is made in none of theirs.
    """
    own = reviewed_by(caller)
    if swedish and asked is not None and asked.language == SOURCE:
        return SOURCE
    if not own:
        raise Refusal("review.none")
    if asked is None:
        if len(own) == 1:
            return own[0].code
        choices = tuple(Choice(one.code, one.swedish) for one in own)
        raise Refusal("review.which", languages=own, asks="language", choices=choices)
    if asked.language == SOURCE:
        raise Refusal("review.source")
    if asked.language not in {one.code for one in own}:
        raise Refusal("review.not_yours", language=language(asked.language), languages=own)
    return asked.language


async def walk(
    session: AsyncSession, desk: Desk, texts: Texts, now: datetime, wanted: Section | None
) -> Walk:
    """How far a language has come, with the section that is wanted, or the first that waits."""
    found = await standing(session, texts)
    snapshot = await desk.snapshot(session)
    chosen = wanted or next((one for one in found if found[one].state is ReviewState.DRAFT), None)
    one = shown(texts, found[chosen]) if chosen is not None else None
    if one is not None:
        await remember(session, one, now)
    by = {section: reviewers(snapshot, each.reviews) for section, each in found.items()}
    return Walk(language(texts.language), found, by, one)


def reviewers(snapshot: Snapshot, found: tuple[Review, ...]) -> tuple[Reviewer, ...]:
    """Their names as the register has them now, or their ids."""
    named = []
    for one in found:
        who, where = person(snapshot, one.reviewer), actor(snapshot, one.organisation)
        named.append(
            Reviewer(who.name if who else one.reviewer, where.name if where else one.organisation, one.at)
        )
    return tuple(named)
