"""Directed requests as the rest of the lägesbild asks for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.situation.tables import RequestActor, RequestRow

_GATHER: Final = timedelta(seconds=5)


async def request_of(session: AsyncSession, reference: str) -> RequestRow | None:
    found: RequestRow | None = await session.scalar(
        select(RequestRow).where(RequestRow.reference == reference)
    )
    return found


async def request_answered(
    session: AsyncSession, reference: str, actor: str, at: datetime, report_id: int | None = None
) -> bool:
    """Somebody has answered for the actor; False when it was not asked."""
    row = await request_actor(session, reference, actor)
    if row is None:
        return False
    row.answered_at, row.remind_at = row.answered_at or at, None
    row.report_id = report_id or row.report_id
    await touch_request(session, row.request_id, at)
    return True


async def request_actor(session: AsyncSession, reference: str, actor: str) -> RequestActor | None:
    """What one actor was asked, held."""
    wanted = (
        select(RequestActor)
        .join(RequestRow, RequestRow.id == RequestActor.request_id)
        .where(RequestRow.reference == reference, RequestActor.actor == actor)
        .with_for_update(of=RequestActor)
        .execution_options(populate_existing=True)
    )
    found: RequestActor | None = await session.scalar(wanted)
    return found


async def touch_request(session: AsyncSession, request_id: int, at: datetime) -> None:
    """Its list in ROC is soon written anew."""
    held = select(RequestRow).where(RequestRow.id == request_id).with_for_update()
    row = (await session.scalars(held.execution_options(populate_existing=True))).one()
    soon = at + _GATHER
    row.roll_at = soon if row.roll_at is None else min(row.roll_at, soon)
    await session.flush()
