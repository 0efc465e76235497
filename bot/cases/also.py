"""Telling the home kommun's own unit, when it opens, who has the case: reference and unit, no details."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import tell
from bot.cases.folder import Desk, folder_of
from bot.cases.states import State
from bot.cases.tables import Case, CaseAlso
from bot.chat.outcome import Notice
from bot.work.aside import Aside
from bot.work.timed import LatePolicy

T = TypeVar("T")


class TellBesides:
    name: str = "case.also"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._aside = Aside()

    async def next_due(self, session: AsyncSession) -> datetime | None:
        waiting = await session.scalar(self._earliest(select(CaseAlso.due_at)))
        return min((due for due in (waiting, self._aside.soonest) if due is not None), default=None)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        self._aside.look(now)
        row = await self._claim(session, now)
        while row is not None and not self._aside.may_try(row.id, row.due_at, now):
            row = await self._claim(session, now)
        if row is None:
            return None
        row.due_at = None
        await session.flush()
        case = await session.get_one(Case, row.case_id)
        folder = await folder_of(session, self._desk, case)
        if folder.state is State.WITHDRAWN or row.unit in folder.units:
            return ()
        return tell.unit_note(folder, row.unit, "case.also")

    async def _claim(self, session: AsyncSession, now: datetime) -> CaseAlso | None:
        due = self._earliest(select(CaseAlso).where(CaseAlso.due_at <= now))
        found: CaseAlso | None = await session.scalar(due.with_for_update(skip_locked=True))
        return found

    def _earliest(self, query: Select[T]) -> Select[T]:
        found = query.where(CaseAlso.due_at.is_not(None), CaseAlso.id.not_in(self._aside.ids))
        return found.order_by(CaseAlso.due_at).limit(1)
