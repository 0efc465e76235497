"""An imported translation that cannot be read any more is told of, once, in the operations room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.guidance.desk import Desk
from bot.guidance.languages import language
from bot.guidance.tables import CatalogueRow
from bot.work.timed import LatePolicy


class TellOfDamage:
    """What ships is said in its place meanwhile."""

    name: str = "guide.damage"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        damaged = await self._desk.shelf.damaged(session)
        if not damaged:
            return None
        found: datetime | None = await session.scalar(
            select(CatalogueRow.imported_at)
            .where(CatalogueRow.language.in_(damaged), CatalogueRow.damage_told_at.is_(None))
            .order_by(CatalogueRow.imported_at)
            .limit(1)
        )
        return found

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        damaged = await self._desk.shelf.damaged(session)
        row = await session.scalar(
            select(CatalogueRow)
            .where(CatalogueRow.language.in_(damaged), CatalogueRow.damage_told_at.is_(None))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.damage_told_at = now
        fields = {"language": language(row.language), "at": row.imported_at}
        return [Notice("guide.damaged", ToClass(RoomClass.DRIFT), fields, thread=False)]
