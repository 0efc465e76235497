"""The one row that says which register is in force."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.register.tables import THE_ONE, RegisterState

KNOWN: Final = "rocbot_register"
"""Where a session keeps the snapshots read in it, by source: one look is enough for a transaction."""


async def locked_state(session: AsyncSession) -> RegisterState | None:
    """The row, held until the transaction ends; None before the first register. To be changed."""
    session.info.pop(KNOWN, None)
    query = select(RegisterState).where(RegisterState.id == THE_ONE).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def mark_changed(session: AsyncSession) -> None:
    """Make every source read again: something beside the file that belongs to snapshots has changed."""
    state = await locked_state(session)
    if state is not None:
        state.mark = uuid4().hex
        await session.flush()


async def mark_in_force(session: AsyncSession) -> str | None:
    """What changes with anything a snapshot is made of; None before the first register.

    Whoever keeps it beside something made of a snapshot reads it before the snapshot: then a change in
    between costs a second look and is never missed.
    """
    mark: str | None = await session.scalar(select(RegisterState.mark).where(RegisterState.id == THE_ONE))
    return mark
