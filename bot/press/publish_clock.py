"""The clock of publications: made ready ahead, released at their time, taken back when it is too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.closing import settled
from bot.press.desk import Desk
from bot.press.halt import cancel, give_up
from bot.press.job import Job
from bot.press.preparation import drop, prepare
from bot.press.publications import PublicationState, act_of, released_of
from bot.press.publish import publish
from bot.press.states import OUT
from bot.press.tables import MessageRow, PublicationRow
from bot.press.values import State
from bot.work.aside import Aside
from bot.work.due import DueRows
from bot.work.timed import LatePolicy

_SETTLES_WITHIN: Final = timedelta(minutes=5)
"""An attempt under way has ended by then, also one that another process has to take over."""


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


class DropStale:
    """What was made ready for a text or a time that is not the message's any more is taken back.

    It could not go out as it is, for all is weighed at release: no words are kept that nobody will send.
    """

    name: str = "press.drop_stale"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._aside = Aside()

    async def next_due(self, session: AsyncSession) -> datetime | None:
        found = await session.scalar(self._stale(PublicationRow.prepared_at).limit(1))
        return min((at for at in (found, self._aside.soonest) if at is not None), default=None)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        self._aside.look(now)
        for _ in range(2):
            stale = self._stale(MessageRow).limit(1).with_for_update(skip_locked=True, of=MessageRow)
            row = await session.scalar(stale.execution_options(populate_existing=True))
            if row is None:
                return None
            if self._aside.may_try(row.id, row.publish_at, now):
                await drop(session, self._desk, row, now)
                return ()
        return None

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        self._aside = Aside()

    def _stale(self, wanted: Any) -> Select[Any]:
        return (
            select(wanted)
            .select_from(PublicationRow)
            .join(MessageRow, MessageRow.id == PublicationRow.message_id)
            .where(
                PublicationRow.state == PublicationState.PREPARED,
                or_(
                    MessageRow.state != State.SCHEDULED,
                    MessageRow.revision != PublicationRow.revision,
                    MessageRow.publish_at != PublicationRow.due_at,
                ),
                MessageRow.id.not_in(self._aside.ids),
            )
            .order_by(PublicationRow.id)
        )


class GiveUp:
    """What could not be sent in time is taken back: it is not sent hours late.

    What cannot be taken back is under way, and settles by itself; if nothing is heard of it, nobody knows
    whether it came through, and that is said.
    """

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
        row.give_up_at = now + _SETTLES_WITHIN
        notices: list[Notice] = []
        job = await Job.on(session, self._desk, row, now)
        for one in await released_of(session, row):
            await cancel(job, one, "late")
            await give_up(job, one)
            notices += await settled(job, one)
        if not await released_of(session, row):
            row.give_up_at = None
        return notices

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """Too late is so by the clock."""
        self._rows.forget()
