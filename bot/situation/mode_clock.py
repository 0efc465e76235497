"""A call for the activated mode is told again until somebody decides it, by telephone too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.situation.desk import MODE, Desk, duty_officers
from bot.situation.entries import settings
from bot.situation.mode import CallState, call_by, picture_of
from bot.situation.mode_tell import RING, Teller
from bot.situation.tables import ModeRow
from bot.store.shift import earlier
from bot.work.due import DueRows
from bot.work.timed import Answered, LatePolicy


class RemindOfCalls:
    """What fell due while the bot was away is told at once, and once."""

    name: str = "mode.remind"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(ModeRow, ModeRow.remind_at, {CallState.CALLED})

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        snapshot = await self._desk.snapshot(session)
        step = settings(snapshot).call
        row.reminders += 1
        row.remind_at = now + step
        picture = await picture_of(session, snapshot, row)
        officers = duty_officers(snapshot)
        teller = Teller(session, self._desk, snapshot, picture)
        return [
            *await teller.note("mode.remind", mention=officers),
            *teller.people("mode.remind", officers),
            *teller.ring(row.reminders, now, step),
        ]

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        self._rows.forget()
        await earlier(session, ModeRow.id, ModeRow.remind_at, by)


class ModeByPhone:
    """A telephone proves too little to decide anything: who answers is told to open the room."""

    subject: str = MODE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def wanted(self, session: AsyncSession, object_id: str, purpose: str) -> bool:
        """True while nobody has decided, for the latest reminder alone."""
        row = await call_by(session, object_id)
        return row is not None and row.state == CallState.CALLED and purpose == f"{RING}-{row.reminders}"

    async def answered(
        self,
        session: AsyncSession,
        object_id: str,
        purpose: str,  # noqa: ARG002
        user_id: str,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
        *,
        by: str,  # noqa: ARG002
    ) -> Answered:
        row = await call_by(session, object_id)
        if row is None:
            return Answered("mode.phone_gone", {"reference": object_id})
        picture = await picture_of(session, await self._desk.snapshot(session), row)
        return Answered("mode.phone_answer", {"picture": picture})
