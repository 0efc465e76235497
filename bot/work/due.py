"""Rows whose time has come: claimed one by one, by one process alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.store.base import Base
from bot.work.aside import Aside

R = TypeVar("R", bound=Base)
Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


class DueRows(Generic[R]):
    """Those in some states, by the time in one column; the rows have an ``id`` and a ``state``.

    One that cannot be worked on (a fault) steps aside for some seconds, so that it does not keep the
    others from their turn.
    """

    def __init__(self, model: type[R], moment: Moment, states: Collection[str]) -> None:
        self._columns: Any = model
        self._moment = moment
        self._states = sorted(states)
        self._aside = Aside()

    async def soonest(self, session: AsyncSession) -> datetime | None:
        waiting = select(func.min(self._moment)).where(*self._waiting())
        found = await session.scalar(waiting)
        return min((at for at in (found, self._aside.soonest) if at is not None), default=None)

    async def claim(self, session: AsyncSession, now: datetime) -> R | None:
        """The first that is due, held until this transaction ends."""
        self._aside.look(now)
        row = await self._due(session, now)
        while row is not None and not self._may_try(row, now):
            row = await self._due(session, now)
        return row

    def forget(self) -> None:
        """The clock was set back: what waited aside may be tried."""
        self._aside = Aside()

    def _may_try(self, row: Any, now: datetime) -> bool:
        return self._aside.may_try(row.id, getattr(row, self._moment.key), now)

    async def _due(self, session: AsyncSession, now: datetime) -> R | None:
        found: R | None = await session.scalar(
            select(self._columns)
            .where(*self._waiting(), self._moment <= now)
            .order_by(self._moment)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        return found

    def _waiting(self) -> tuple[ColumnElement[bool], ...]:
        return (
            self._columns.state.in_(self._states),
            self._moment.is_not(None),
            self._columns.id.not_in(self._aside.ids),
        )
