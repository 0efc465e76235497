"""What the clock does to needs: nobody took it, its time has come, it is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.situation.desk import Desk, duty_officers
from bot.situation.entries import settings
from bot.situation.need_tell import Teller
from bot.situation.needs import LIVING, NeedStatus, picture_of
from bot.situation.tables import NeedRow
from bot.store.shift import earlier
from bot.work.due import DueRows
from bot.work.timed import LatePolicy


class FollowNeeds:
    """What fell due while the bot was away is told at once, and once."""

    name: str = "need.follow"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(NeedRow, NeedRow.remind_at, LIVING)

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        snapshot = await self._desk.snapshot(session)
        step = settings(snapshot).needs
        teller = Teller(session, self._desk, snapshot, row, picture_of(snapshot, row, now))
        if row.state == NeedStatus.OPEN:
            row.remind_at = now + step
            officers = duty_officers(snapshot)
            return [*await teller.card(), *await teller.note("need.untaken", mention=officers)]
        late_from = (row.due_at or now) + step
        if now < late_from:
            row.remind_at = late_from
            return teller.owner("need.due")
        row.remind_at = _next_day(now, self._desk.zone)
        raiser = teller.raiser("need.late") if row.raised_by != row.owner else []
        return [*await teller.card(), *await teller.note("need.late"), *teller.owner("need.late"), *raiser]

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """What nobody took is told after a length of time; what was promised holds by the clock."""
        self._rows.forget()
        await earlier(session, NeedRow.id, NeedRow.remind_at, by, NeedRow.state == NeedStatus.OPEN)


def _next_day(now: datetime, zone: ZoneInfo) -> datetime:
    """The same time tomorrow by the clock on the wall."""
    local = now.astimezone(zone)
    return datetime.combine(local.date() + timedelta(days=1), local.time(), zone).astimezone(UTC)
