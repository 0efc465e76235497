"""Which rumours and questions wait for one person's actors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Caller
from bot.press.talk_find import MODELS, writes_for
from bot.press.talk_tables import AnswerRow, QuestionRow
from bot.press.talk_values import TalkState, Topic

_DAY: Final = timedelta(days=1)


class TalkWaits(StrEnum):
    """REVIEW: a question's answer holds today for the last time, or no longer."""

    RUMOUR = "rumour"
    QUESTION = "question"
    REVIEW = "review"


@dataclass(frozen=True)
class TalkWait:
    """``at``: since when an answer is waited for, or until when one holds."""

    kind: TalkWaits
    reference: str
    at: datetime
    exercise: bool


async def talk_waits_for(session: AsyncSession, caller: Caller, now: datetime) -> list[TalkWait]:
    """What the caller's actors are to answer, the oldest first, and then what they are to look at again."""
    actors = sorted(writes_for(caller))
    found: list[TalkWait] = []
    for topic, kind in ((Topic.RUMOUR, TalkWaits.RUMOUR), (Topic.QUESTION, TalkWaits.QUESTION)):
        model = MODELS[topic]
        rows = await session.execute(
            select(model.reference, model.raised_at, model.exercise)
            .where(model.state == TalkState.OPEN, model.owner.in_(actors))
            .order_by(model.id)
        )
        found += [TalkWait(kind, *row) for row in rows]
    newest = select(func.max(AnswerRow.id)).group_by(AnswerRow.reference)
    outdated = await session.execute(
        select(QuestionRow.reference, AnswerRow.holds_until, QuestionRow.exercise)
        .join(AnswerRow, AnswerRow.reference == QuestionRow.reference)
        .where(
            QuestionRow.state == TalkState.ANSWERED,
            QuestionRow.owner.in_(actors),
            AnswerRow.id.in_(newest),
            AnswerRow.holds_until <= now + _DAY,
        )
        .order_by(AnswerRow.holds_until)
    )
    reviews = [
        TalkWait(TalkWaits.REVIEW, reference, until, exercise)
        for reference, until, exercise in outdated
        if until is not None
    ]
    return found + reviews
