"""Messages that take the place of one another: a text, its correction, the correction of that."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.states import OUT, Step, may
from bot.press.tables import MessageRow
from bot.press.values import State


async def corrected_by(session: AsyncSession, row: MessageRow) -> MessageRow | None:
    """The message that this one takes the place of."""
    return await session.get(MessageRow, row.corrects_id) if row.corrects_id is not None else None


async def chain_of(session: AsyncSession, row: MessageRow) -> list[MessageRow]:
    """Every message that this one takes the place of, the newest first; the last is the root of the chain."""
    found: list[MessageRow] = []
    while (before := await corrected_by(session, row)) is not None:
        found.append(before)
        row = before
    return found


async def replaced_by(session: AsyncSession, row: MessageRow) -> MessageRow | None:
    """The newest message that has taken the place of this one."""
    found: MessageRow | None = await session.scalar(
        select(MessageRow)
        .where(MessageRow.corrects_id == row.id, MessageRow.state.in_(sorted(OUT)))
        .order_by(MessageRow.id.desc())
        .limit(1)
    )
    return (await replaced_by(session, found) or found) if found is not None else None


async def can_be_corrected(session: AsyncSession, row: MessageRow) -> bool:
    """Whether a correction may take its place: it is out, and no other has."""
    return may(State(row.state), Step.CORRECT) and await replaced_by(session, row) is None
