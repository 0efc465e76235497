"""The clock of publications: made ready ahead, released at their time, taken back when it is too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.desk import Desk
from bot.press.preparation import prepare
from bot.press.publications import Job, act_of, released_of
from bot.press.publish import publish
from bot.press.settle import give_up
from bot.press.states import OUT
from bot.press.tables import MessageRow
from bot.press.values import State
from bot.work.due import DueRows
from bot.work.timed import LatePolicy


class PrepareMessages:
    """Some minutes before the time; what cannot be prepared is tried again at the time itself."""

    name: str = "press.prepare"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(MessageRow, MessageRow.prepare_at, {State.SCHEDULED})

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        row.prepare_at = None
        return await prepare(session, self._desk, row, act_of(row), now)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """The time of a publication is one of the clock's."""
        self._rows.forget()


class PublishMessages:
    """One message in each transaction: one whose turn fails keeps no other from its time."""

    name: str = "press.publish"
    late: LatePolicy = LatePolicy.HOLD_AND_ASK

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(MessageRow, MessageRow.publish_at, {State.SCHEDULED})

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        return None if row is None else await publish(session, self._desk, row, now)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """The time of a publication is one of the clock's."""
        self._rows.forget()


class GiveUp:
    """What could not be sent in time is taken back: it is not sent hours late."""

    name: str = "press.give_up"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(MessageRow, MessageRow.give_up_at, {*OUT, State.RETRACTED, State.STOPPED})

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        row.give_up_at = None
        notices: list[Notice] = []
        job = await Job.on(session, self._desk, row, now)
        for one in await released_of(session, row):
            notices += await give_up(job, one, "late")
        return notices

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """Too late is so by the clock."""
        self._rows.forget()
