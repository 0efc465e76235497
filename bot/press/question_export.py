"""``!fråga export``: what may be told to everybody, as it holds today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.errors import Refusal
from bot.press.desk import Desk
from bot.press.talk_find import apart
from bot.press.talk_pictures import TalkPicture, talk_pictures
from bot.press.talk_tables import QuestionRow
from bot.press.talk_values import TalkState


@dataclass(frozen=True)
class QuestionsExported:
    """``outdated``: references of those left out because their answer is to be looked at first."""

    made_at: datetime
    questions: tuple[TalkPicture, ...]
    outdated: tuple[str, ...]


class ExportQuestions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call) -> Outcome:
        """Answered questions whose answer is public and holds; no exercise is ever among them.

        Raises:
            Refusal: ``talk.nothing_public``, with the references of outdated ones.
        """
        snapshot = await self._desk.snapshot(call.session)
        answered = select(QuestionRow).where(
            QuestionRow.state == TalkState.ANSWERED, QuestionRow.exercise.is_(False)
        )
        rows = await call.session.scalars(answered.order_by(QuestionRow.id))
        pictures = await talk_pictures(call.session, snapshot, rows, call.now)
        public = [(one, one.answer) for one in pictures if one.answer is not None and one.answer.public]
        outdated = tuple(one.reference for one, answer in public if answer.outdated)
        found = tuple(one for one, answer in public if not answer.outdated)
        if not found:
            raise Refusal("talk.nothing_public", outdated=outdated).told_to(apart(call))
        return Outcome(QuestionsExported(call.now, found, outdated), answer_to=apart(call))
