"""What a picture of the situation says of communication: asked, rumoured, planned, published. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import ActorEntry
from bot.press.content import Content, from_json
from bot.press.find import parties
from bot.press.tables import ChannelRow, MessageRow, PublicationRow, RevisionRow
from bot.press.talk_pictures import answers_of
from bot.press.talk_tables import QuestionRow, RumourRow
from bot.press.talk_turn import turn
from bot.press.talk_values import LIVING, Asker, Spread, TalkState, Truth
from bot.press.values import ChannelState, State
from bot.register.section import Snapshot

AHEAD: Final = timedelta(hours=48)
_BACK: Final = timedelta(hours=24)
"""What was published is looked for so far back when there is no earlier picture."""
_MOST: Final = 30
_MOST_MESSAGES: Final = 100
_COMING: Final = (State.CIRCULATED, State.APPROVED, State.SCHEDULED)
_OUT: Final = (State.PUBLISHING, State.PARTLY, State.PUBLISHED, State.CORRECTED, State.RETRACTED)
_REACHED: Final = (ChannelState.SENT, ChannelState.PARTLY)


@dataclass(frozen=True)
class QuestionAsked:
    """One without an answer. ``owner`` is an actor's id, here as below."""

    reference: str
    asker: Asker
    owner: str
    raised_at: datetime
    words: str


@dataclass(frozen=True)
class RumourHeard:
    """``answer``: the agreed one, if there is any."""

    reference: str
    truth: Truth
    spread: Spread
    owner: str
    claim: str
    answer: str | None = None
    answered_by: str | None = None


@dataclass(frozen=True)
class MessageAhead:
    """``for_all``: it is circulated to every actor. ``signed``: it goes out unless something happens."""

    reference: str
    owner: str
    at: datetime
    signed: bool
    title: str | None = None
    for_all: bool = False


@dataclass(frozen=True)
class MessageOut:
    """``open``: it is out on a channel that everybody reads, and under no embargo."""

    reference: str
    owner: str
    at: datetime
    state: State
    title: str | None = None
    open: bool = False


@dataclass(frozen=True)
class Communication:
    """``questions``: the newest of the ``asked``. ``rumours``: those that spread most of the ``heard``.

    ``at``: the moment at which it was so.
    """

    asked: int = 0
    questions: tuple[QuestionAsked, ...] = ()
    heard: int = 0
    rumours: tuple[RumourHeard, ...] = ()
    ahead: tuple[MessageAhead, ...] = ()
    out: tuple[MessageOut, ...] = ()
    at: datetime | None = None

    def for_everybody(self) -> Communication:
        """Titles only of what was circulated to all, or is open to everybody."""
        return replace(
            self,
            ahead=tuple(one if one.for_all else replace(one, title=None) for one in self.ahead),
            out=tuple(one if one.open else replace(one, title=None) for one in self.out),
        )

    def without_words(self) -> Communication:
        """How many, and who publishes when: nothing that anybody wrote."""
        return replace(
            self,
            questions=(),
            rumours=(),
            ahead=tuple(replace(one, title=None) for one in self.ahead),
            out=tuple(replace(one, title=None) for one in self.out),
        )


async def communication(
    session: AsyncSession, snapshot: Snapshot, now: datetime, *, since: datetime | None, exercise: bool
) -> Communication:
    """As it stands now; what was published, since then. Exercises and the real thing never meet."""
    asked, questions = await _questions(session, exercise=exercise)
    heard, rumours = await _rumours(session, exercise=exercise)
    return Communication(
        asked=asked,
        questions=questions,
        heard=heard,
        rumours=rumours,
        ahead=await _ahead(session, snapshot, now, exercise=exercise),
        out=await _out(session, now, since or now - _BACK, exercise=exercise),
        at=now,
    )


async def _questions(session: AsyncSession, *, exercise: bool) -> tuple[int, tuple[QuestionAsked, ...]]:
    waiting = (QuestionRow.state == TalkState.OPEN, QuestionRow.exercise == exercise)
    number = await session.scalar(select(func.count()).select_from(QuestionRow).where(*waiting))
    newest = select(QuestionRow).where(*waiting).order_by(QuestionRow.id.desc()).limit(_MOST)
    found = tuple(
        QuestionAsked(row.reference, Asker(row.asker), row.owner, row.raised_at, row.words)
        for row in await session.scalars(newest)
    )
    return number or 0, found


async def _rumours(session: AsyncSession, *, exercise: bool) -> tuple[int, tuple[RumourHeard, ...]]:
    living = select(RumourRow).where(RumourRow.state.in_(sorted(LIVING)), RumourRow.exercise == exercise)
    rows = sorted(await session.scalars(living), key=turn)
    shown = rows[:_MOST]
    answers = await answers_of(session, (row.reference for row in shown))
    found = []
    for row in shown:
        newest = next(iter(answers.get(row.reference, ())), None)
        found.append(
            RumourHeard(
                reference=row.reference,
                truth=Truth(row.truth),
                spread=Spread(row.spread),
                owner=row.owner,
                claim=row.claim,
                answer=newest.text if newest else None,
                answered_by=newest.actor if newest else None,
            )
        )
    return len(rows), tuple(found)


async def _ahead(
    session: AsyncSession, snapshot: Snapshot, now: datetime, *, exercise: bool
) -> tuple[MessageAhead, ...]:
    """By time."""
    everybody = set(snapshot.of(ActorEntry))
    found = []
    wanted = (
        MessageRow.state.in_(_COMING),
        MessageRow.publish_at > now,
        MessageRow.publish_at <= now + AHEAD,
        MessageRow.exercise == exercise,
    )
    for row, content in await _messages(session, *wanted, order=MessageRow.publish_at):
        if row.publish_at is None:
            continue
        found.append(
            MessageAhead(
                reference=row.reference,
                owner=row.owner,
                at=row.publish_at,
                signed=row.state == State.SCHEDULED,
                title=content.title if content else None,
                for_all=content is not None and everybody <= parties(row, content),
            )
        )
    return tuple(found)


async def _out(
    session: AsyncSession, now: datetime, since: datetime, *, exercise: bool
) -> tuple[MessageOut, ...]:
    """By time: what came out, and what was retracted, whenever it had come out."""
    retracted = and_(MessageRow.state == State.RETRACTED, MessageRow.ended_at > since)
    wanted = (
        MessageRow.state.in_(_OUT),
        or_(MessageRow.published_at > since, retracted),
        MessageRow.exercise == exercise,
    )
    rows = await _messages(session, *wanted, order=MessageRow.published_at)
    public = await session.scalars(
        select(PublicationRow.message_id)
        .join(ChannelRow, ChannelRow.publication_id == PublicationRow.id)
        .where(
            PublicationRow.message_id.in_([row.id for row, _ in rows]),
            ChannelRow.public,
            ChannelRow.state.in_(_REACHED),
        )
    )
    read = set(public)
    found = []
    for row, content in rows:
        embargo = content.embargo_until if content else None
        found.append(
            MessageOut(
                reference=row.reference,
                owner=row.owner,
                at=_moment(row) or now,
                state=State(row.state),
                title=content.title if content else None,
                open=row.id in read and (embargo is None or embargo <= now),
            )
        )
    return tuple(found)


def _moment(row: MessageRow) -> datetime | None:
    return row.ended_at if row.state == State.RETRACTED and row.ended_at else row.published_at


async def _messages(
    session: AsyncSession, *wanted: ColumnElement[bool], order: Any
) -> list[tuple[MessageRow, Content | None]]:
    """Each with its newest text, None once that is erased."""
    query = (
        select(MessageRow, RevisionRow.content)
        .join(
            RevisionRow,
            and_(RevisionRow.message_id == MessageRow.id, RevisionRow.number == MessageRow.revision),
        )
        .where(*wanted)
        .order_by(order, MessageRow.id)
        .limit(_MOST_MESSAGES)
    )
    return [(row, _content(content)) for row, content in (await session.execute(query)).all()]


def _content(found: Mapping[str, Any] | None) -> Content | None:
    return from_json(found) if found is not None else None
