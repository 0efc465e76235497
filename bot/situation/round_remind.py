"""Reminding those who have not answered, at the register's times or when they asked to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import About, Notice
from bot.situation.asked import contact
from bot.situation.desk import ROUND, Desk
from bot.situation.entries import settings
from bot.situation.names import names
from bot.situation.round_open import next_reminder
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import RoundState
from bot.work.timed import LatePolicy

_MANY: Final = 50


@dataclass(frozen=True)
class Reminder:
    reference: str
    actor: str
    due_at: datetime
    closes_at: datetime
    exercise: bool


class RemindRounds:
    """From the first reminder on the stand-ins are asked too. Several that passed unseen are one."""

    name: str = "situation.remind"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        found: datetime | None = await session.scalar(select(func.min(RoundActor.remind_at)))
        return found

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        due = select(RoundActor).where(RoundActor.remind_at <= now).order_by(RoundActor.id).limit(_MANY)
        rows = (await session.scalars(due.with_for_update(skip_locked=True))).all()
        if not rows:
            return None
        notices: list[Notice] = []
        for row in rows:
            notices += await self._remind(session, row, now)
        await session.flush()
        return notices

    async def _remind(self, session: AsyncSession, row: RoundActor, now: datetime) -> list[Notice]:
        snapshot = await self._desk.snapshot(session)
        found = await session.get_one(RoundRow, row.round_id)
        row.remind_at = None
        if found.state != RoundState.OPEN or row.answer is not None or found.closes_at <= now:
            return []
        row.remind_at = next_reminder(settings(snapshot), found.closes_at, now)
        row.reminders += 1
        where = await contact(session, self._desk, snapshot, row.actor, stand_ins=True)
        reminder = Reminder(
            reference=found.reference,
            actor=names(snapshot).actor(row.actor),
            due_at=found.due_at,
            closes_at=found.closes_at,
            exercise=found.exercise,
        )
        about = About(ROUND, found.reference, "remind")
        return list(where.notices("picture.remind", about, {"reminder": reminder}))
