"""A reviewer's walk through a language: a section is shown, approved in the words shown, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import actor, person
from bot.chat.declare import Call, Choice
from bot.chat.message import Caller, Role
from bot.chat.outcome import Outcome, Undo
from bot.errors import Refusal
from bot.guidance.catalogue import Texts
from bot.guidance.desk import Desk
from bot.guidance.languages import SOURCE, Language, language, languages
from bot.guidance.review import Review, Standing, standing
from bot.guidance.review_shown import Shown, remember, shown, since
from bot.guidance.tables import ReviewRow
from bot.guidance.values import ReviewState, Section
from bot.register.section import Snapshot
from bot.store import audit
from bot.store.upsert import insert_new

BACK: Final = ("gängsnack", "ångra")


@dataclass(frozen=True)
class Asked:
    """What somebody means: a language, and where a shown section is answered, that one in those words."""

    language: str
    section: Section | None = None
    text_hash: str | None = None


@dataclass(frozen=True)
class Reviewer:
    """Who has approved: the names of a person and an organisation."""

    name: str
    organisation: str
    at: datetime


@dataclass(frozen=True)
class Walk:
    """How far a language has come. ``shown``: the section whose texts follow in messages of their own."""

    language: Language
    sections: Mapping[Section, Standing]
    reviewers: Mapping[Section, tuple[Reviewer, ...]]
    shown: Shown | None

    @property
    def left(self) -> int:
        return sum(one.state is not ReviewState.REVIEWED for one in self.sections.values())


@dataclass(frozen=True)
class Approved:
    """``repeated``: the caller had approved this very text before. ``walk`` goes on with what waits."""

    section: Section
    code: str
    repeated: bool
    others: tuple[Reviewer, ...]
    walk: Walk


@dataclass(frozen=True)
class Changed:
    """Nothing was approved: the section, shown again in ``walk``, is another than the one that was read."""

    section: Section
    walk: Walk


@dataclass(frozen=True)
class TakenBack:
    language: Language
    section: Section
    state: ReviewState
    others: tuple[Reviewer, ...]


class ShowForReview:
    """Shows how far a language has come, and one section of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, asked: Asked | None, section: Section | None) -> Outcome:
        """Without a section: the first that waits for somebody's yes; of Swedish, none.

        Raises:
            Refusal: the caller is no reviewer of that language.
        """
        code = mine(call.caller, asked, swedish=True)
        texts = await self._desk.shelf.texts(call.session, code)
        wanted = section or (asked.section if asked else None)
        return Outcome(await walk(call.session, self._desk, texts, call.now, wanted))


class ApproveSection:
    """Approves a section in the very words that were shown."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, asked: Asked | None, section: Section | None, code: str | None
    ) -> Outcome:
        """The caller's yes; of a text that has changed since it was shown, what has changed.

        Raises:
            Refusal: the text is not whole or is outdated; the section or its code is not told, or the code
                was never shown; the caller is no reviewer of that language.
        """
        own, session = mine(call.caller, asked), call.session
        texts = await self._desk.shelf.texts(session, own)
        found = await standing(session, texts)
        # a code that is typed stands for what is meant, not what the answered message showed
        wanted = section or _the_section(asked)
        given = code or (asked.text_hash if asked and asked.section is wanted else None)
        one = shown(texts, found[wanted])
        if (changed := await self._other(session, one, given)) is not None:
            on = await walk(session, self._desk, texts, call.now, wanted)
            return Outcome(Changed(wanted, replace(on, shown=changed)))
        self._refuse(one)
        rows = await insert_new(session, ReviewRow, ReviewRow.id, [_row(call, one)])
        if rows:
            await _record(call, "guide.approve", one)
        on = await walk(session, self._desk, texts, call.now, None)
        others = tuple(
            who
            for who, review in zip(on.reviewers[wanted], on.sections[wanted].reviews, strict=True)
            if review.reviewer != call.caller.user_id
        )
        value = Approved(wanted, one.code, not rows, others, on)
        return Outcome(value, undo=Undo(BACK, {"language": one.name}) if rows else None)

    async def _other(self, session: AsyncSession, one: Shown, given: str | None) -> Shown | None:
        """What was read, beside the text of now; None when they are the same."""
        if given is None:
            raise Refusal("review.no_code", **_named(one))
        if one.standing.text_hash.startswith(given.lower()):
            return None
        changed = await since(session, one, given)
        if changed is None:
            raise Refusal("review.code", **_named(one), code=given[:10].upper())
        return changed

    def _refuse(self, one: Shown) -> None:
        if one.standing.state in {ReviewState.MISSING, ReviewState.OUTDATED}:
            lines = one.standing.missing or one.standing.changed
            raise Refusal("review.not_whole", **_named(one), state=one.standing.state, count=len(lines))


class WithdrawReview:
    """Takes the caller's own approval back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, asked: Asked | None, section: Section | None) -> Outcome:
        """Of the text that was approved last, or of the one that is meant.

        Raises:
            Refusal: the caller has approved nothing there; of ``mine``.
        """
        own, session = mine(call.caller, asked), call.session
        texts = await self._desk.shelf.texts(session, own)
        wanted = section or _the_section(asked)
        found = (await standing(session, texts))[wanted]
        said = (asked.text_hash if asked and asked.section is wanted else None) or found.text_hash
        gone = await session.scalars(
            delete(ReviewRow)
            .where(ReviewRow.language == own, ReviewRow.section == wanted.value)
            .where(ReviewRow.reviewer == call.caller.user_id)
            .where(ReviewRow.text_hash.startswith(said, autoescape=True))
            .returning(ReviewRow.id)
        )
        if not gone.all():
            raise Refusal("review.nothing", language=language(own), section=wanted)
        await _record(call, "guide.withdraw", shown(texts, found))
        after = (await standing(session, texts))[wanted]
        snapshot = await self._desk.snapshot(session)
        return Outcome(TakenBack(language(own), wanted, after.state, reviewers(snapshot, after.reviews)))


def reviewed_by(caller: Caller) -> tuple[Language, ...]:
    """The languages that somebody reviews, in the guide's order."""
    held = caller.roles.get(Role.GRANSKARE, frozenset())
    return tuple(one for one in languages() if one.code in held and one.code != SOURCE)


def mine(caller: Caller, asked: Asked | None, *, swedish: bool = False) -> str:
    """The language that is meant, of those that the caller reviews; Swedish may be read by any reviewer.

    Raises:
        Refusal: it is another; or none is named, and there are several.
    """
    own = reviewed_by(caller)
    if asked is None:
        if len(own) == 1:
            return own[0].code
        choices = tuple(Choice(one.code, one.swedish) for one in own)
        raise Refusal("review.which", languages=own, asks="language", choices=choices)
    if asked.language == SOURCE and not swedish:
        raise Refusal("review.source")
    if asked.language not in {one.code for one in own} and asked.language != SOURCE:
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


def _the_section(asked: Asked | None) -> Section:
    if asked is None or asked.section is None:
        choices = tuple(Choice(one.value, one.value) for one in Section)
        raise Refusal("review.section", sections=tuple(Section), asks="section", choices=choices)
    return asked.section


def _named(one: Shown) -> dict[str, Any]:
    return {"language": language(one.texts.language), "section": one.section}


def _row(call: Call, one: Shown) -> dict[str, object]:
    return {
        "language": one.texts.language,
        "section": one.section.value,
        "text_hash": one.standing.text_hash,
        "source_hash": one.standing.source_hash,
        "reviewer": call.caller.user_id,
        "organisation": call.caller.organisation or "",
        "at": call.now,
    }


async def _record(call: Call, action: str, one: Shown) -> None:
    await audit.append(
        call.session,
        at=call.now,
        actor=call.caller.user_id,
        action=action,
        object=f"{one.texts.language}/{one.section}",
        fields={
            "text_hash": one.standing.text_hash,
            "source_hash": one.standing.source_hash,
            "organisation": call.caller.organisation or "",
        },
    )
