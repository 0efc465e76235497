"""Telling the home kommun's own unit, when it opens, who has the case: reference and unit, no details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import tell
from bot.cases.folder import Desk, folder_of
from bot.cases.states import State
from bot.cases.tables import Case, CaseAlso
from bot.chat.outcome import Notice
from bot.work.timed import LatePolicy


class TellBesides:
    name: str = "case.also"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        found: datetime | None = await session.scalar(
            select(CaseAlso.due_at).where(CaseAlso.due_at.is_not(None)).order_by(CaseAlso.due_at).limit(1)
        )
        return found

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await session.scalar(
            select(CaseAlso)
            .where(CaseAlso.due_at <= now)
            .order_by(CaseAlso.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.due_at = None
        await session.flush()
        case = await session.get_one(Case, row.case_id)
        folder = await folder_of(session, self._desk, case)
        if folder.state is State.WITHDRAWN or row.unit in folder.units:
            return ()
        return tell.unit_note(folder, row.unit, "case.also")
