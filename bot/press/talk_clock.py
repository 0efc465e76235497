"""What the clock does to rumours and questions: nobody has answered, or an answer is to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.talk_find import MODELS
from bot.press.talk_tell import teller
from bot.press.talk_values import LIVING, TalkState, Topic
from bot.store.shift import earlier
from bot.work.due import DueRows
from bot.work.timed import LatePolicy

_MOST: Final = 3


class _Remind:
    """What fell due while the bot was away is told at once, and once."""

    topic: ClassVar[Topic]
    name: str
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._model: Any = MODELS[self.topic]
        self._rows: DueRows[Any] = DueRows(self._model, self._model.remind_at, LIVING)

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        snapshot = await self._desk.snapshot(session)
        told = await teller(session, self._desk, snapshot, row, now)
        if row.state == TalkState.ANSWERED:
            row.remind_at = None
            return [*await told.card(), *await told.note("talk.review", mention=told.owners())]
        row.reminders += 1
        last = row.reminders >= _MOST
        row.remind_at = None if last else now + settings(snapshot).answer
        # after the last one whoever raised it knows that nobody has answered
        called = (*told.owners(), row.raised_by) if last else told.owners()
        return await told.note("talk.waiting", {"last": last}, mention=called)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """What nobody answered is told after a length of time; an answer holds until a day."""
        self._rows.forget()
        model = self._model
        await earlier(session, model.id, model.remind_at, by, model.state == TalkState.OPEN)


class RemindOfRumours(_Remind):
    topic = Topic.RUMOUR
    name = "press.rumours"


class RemindOfQuestions(_Remind):
    topic = Topic.QUESTION
    name = "press.questions"
