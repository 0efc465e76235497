"""Moving times that are stored, when the clock that they were taken from was set back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute


async def earlier(
    session: AsyncSession,
    key: InstrumentedAttribute[int],
    column: InstrumentedAttribute[Any],
    by: timedelta,
    *where: ColumnElement[bool],
) -> None:
    """Let each of these be earlier by so much: what is left until then stays the same.

    Both databases keep times in their own way, so the arithmetic is done here; it is needed seldom.
    """
    # In their order, as others lock several of them.
    held = select(key, column).where(column.is_not(None), *where).order_by(key).with_for_update()
    found = await session.execute(held)
    for number, at in found.all():
        moved = update(key.class_).where(key == number).values({column.key: at - by})
        await session.execute(moved.execution_options(synchronize_session=False))
