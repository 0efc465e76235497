"""A rumour or a question as it stands, with names in place of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.pictures import actor_name, person_name
from bot.press.talk_tables import AnswerRow, RumourRow, TalkRow
from bot.press.talk_values import Asker, Spread, TalkState, Topic, Truth
from bot.register.section import Snapshot


@dataclass(frozen=True)
class AnswerPicture:
    """``holds_until``: the end of its last day. ``outdated``: that day has passed."""

    text: str
    actor: str
    by: str
    at: datetime
    public: bool = False
    holds_until: datetime | None = None
    outdated: bool = False


@dataclass(frozen=True)
class TalkPicture:
    """``words`` None: not to be said there. ``answers``: the newest, which counts, comes first.

    ``truth``, ``spread``, ``seen_where`` and ``seen_at`` are a rumour's, ``asker`` a question's.
    """

    topic: Topic
    reference: str
    state: TalkState
    words: str | None
    owner: str
    owner_id: str
    raised_by: str
    raised_for: str
    raised_at: datetime
    answers: tuple[AnswerPicture, ...] = ()
    truth: Truth | None = None
    spread: Spread | None = None
    seen_where: str | None = None
    seen_at: datetime | None = None
    asker: Asker | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    exercise: bool = False

    @property
    def answer(self) -> AnswerPicture | None:
        """The one that counts."""
        return self.answers[0] if self.answers else None

    def bare(self) -> TalkPicture:
        """Without what anybody wrote."""
        return replace(self, words=None, seen_where=None, answers=())


def topic_of(row: TalkRow) -> Topic:
    return Topic.RUMOUR if isinstance(row, RumourRow) else Topic.QUESTION


async def answers_of(session: AsyncSession, references: Iterable[str]) -> Mapping[str, tuple[AnswerRow, ...]]:
    """By reference, the newest first."""
    found: dict[str, tuple[AnswerRow, ...]] = {}
    wanted = select(AnswerRow).where(AnswerRow.reference.in_(sorted(references)))
    for one in await session.scalars(wanted.order_by(AnswerRow.id)):
        found[one.reference] = (one, *found.get(one.reference, ()))
    return found


async def answers_to(session: AsyncSession, row: TalkRow) -> tuple[AnswerRow, ...]:
    """The newest first."""
    return (await answers_of(session, [row.reference])).get(row.reference, ())


async def talk_picture(session: AsyncSession, snapshot: Snapshot, row: TalkRow, now: datetime) -> TalkPicture:
    """One of them as it stands now."""
    return (await talk_pictures(session, snapshot, [row], now))[0]


async def talk_pictures(
    session: AsyncSession, snapshot: Snapshot, rows: Iterable[TalkRow], now: datetime
) -> tuple[TalkPicture, ...]:
    """In their order."""
    listed = list(rows)
    answers = await answers_of(session, (row.reference for row in listed))
    return tuple(_picture(snapshot, row, answers.get(row.reference, ()), now) for row in listed)


def _picture(snapshot: Snapshot, row: TalkRow, answers: tuple[AnswerRow, ...], now: datetime) -> TalkPicture:
    found = TalkPicture(
        topic=topic_of(row),
        reference=row.reference,
        state=TalkState(row.state),
        words=row.claim if isinstance(row, RumourRow) else row.words,
        owner=actor_name(snapshot, row.owner),
        owner_id=row.owner,
        raised_by=person_name(snapshot, row.raised_by) or row.raised_by,
        raised_for=actor_name(snapshot, row.raised_for),
        raised_at=row.raised_at,
        answers=tuple(_answer(snapshot, one, now) for one in answers),
        ended_by=person_name(snapshot, row.ended_by),
        ended_at=row.ended_at,
        exercise=row.exercise,
    )
    if isinstance(row, RumourRow):
        return replace(
            found,
            truth=Truth(row.truth),
            spread=Spread(row.spread),
            seen_where=row.seen_where,
            seen_at=row.seen_at,
        )
    return replace(found, asker=Asker(row.asker))


def _answer(snapshot: Snapshot, row: AnswerRow, now: datetime) -> AnswerPicture:
    return AnswerPicture(
        text=row.text,
        actor=actor_name(snapshot, row.actor),
        by=person_name(snapshot, row.person) or row.person,
        at=row.at,
        public=row.public,
        holds_until=row.holds_until,
        outdated=row.holds_until is not None and row.holds_until <= now,
    )
