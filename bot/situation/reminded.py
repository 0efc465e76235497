"""Rows that are told of at their time: claimed one by one, by one process alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.situation.tables import ModeRow, NeedRow
from bot.work.aside import Aside

R = TypeVar("R", ModeRow, NeedRow)


class Reminded(Generic[R]):
    """Those in some states with a ``remind_at``.

    One that cannot be worked on (a fault) steps aside for some seconds, so that it does not keep the
    others from their turn.
    """

    def __init__(self, model: type[R], states: Collection[str]) -> None:
        self._model: type[R] = model
        self._states = sorted(states)
        self._aside = Aside()

    async def soonest(self, session: AsyncSession) -> datetime | None:
        waiting = select(func.min(self._model.remind_at)).where(*self._waiting())
        found = await session.scalar(waiting)
        return min((at for at in (found, self._aside.soonest) if at is not None), default=None)

    async def claim(self, session: AsyncSession, now: datetime) -> R | None:
        """The first that is due, held until this transaction ends."""
        self._aside.look(now)
        row = await self._due(session, now)
        while row is not None and not self._aside.may_try(row.id, row.remind_at, now):
            row = await self._due(session, now)
        return row

    def forget(self) -> None:
        """The clock was set back: what waited aside may be tried."""
        self._aside = Aside()

    async def _due(self, session: AsyncSession, now: datetime) -> R | None:
        found: R | None = await session.scalar(
            select(self._model)
            .where(*self._waiting(), self._model.remind_at <= now)
            .order_by(self._model.remind_at)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        return found

    def _waiting(self) -> tuple[ColumnElement[bool], ...]:
        return self._model.state.in_(self._states), self._model.id.not_in(self._aside.ids)
