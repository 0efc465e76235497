"""A reviewer's walk through a language: a section is shown, approved in the words shown, or taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call, Choice
from bot.chat.outcome import Outcome, Undo
from bot.chat.text import fold
from bot.errors import Refusal
from bot.guidance.desk import Desk
from bot.guidance.languages import language
from bot.guidance.review import standing
from bot.guidance.review_shown import Shown, shown, since
from bot.guidance.review_values import Approved, Asked, Changed, Hint, TakenBack
from bot.guidance.review_walk import mine, reviewers, walk
from bot.guidance.tables import ReviewRow
from bot.guidance.values import ReviewState, Section
from bot.store import audit
from bot.store.inbox import InboxKind
from bot.store.upsert import insert_new

BACK: Final = ("gängsnack", "ångra")
_VERBS: Final = ("granska", "review")


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
        if asked is not None and asked.section is not None and not _asks(call):
            return Outcome(Hint(language(code), asked.section))
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
        return Outcome(value, undo=Undo(BACK, {"language": one.name}))

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


def _asks(call: Call) -> bool:
    """False for a reaction, a ja and the like, which answer a section that was shown."""
    return call.incoming.kind != InboxKind.REACTION and any(
        word in fold(call.incoming.text) for word in _VERBS
    )


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
