"""Keeping messages back until somebody releases them: the rows, and the trace of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.desk import Desk
from bot.press.held_tell import Cause, Kept
from bot.press.preparation import drop
from bot.press.states import Step, move
from bot.press.tables import MessageRow
from bot.press.timing import disarm, unplan
from bot.press.values import HeldWhy, State
from bot.store import audit

BY_THE_BOT: Final = "rocbot"
_TIMED: Final = (State.CIRCULATED, State.APPROVED)


@dataclass(frozen=True)
class Holder:
    """Who keeps it back, and why."""

    user_id: str
    why: HeldWhy
    trust: str | None = None


async def hold(session: AsyncSession, desk: Desk, row: MessageRow, holder: Holder, now: datetime) -> Kept:
    """Keep it back; one that is not signed yet only loses its time. The row is held by the caller.

    What was made ready for it is dropped.

    Raises:
        Refusal: ``message.state``.
    """
    at, dropped = row.publish_at, row.state == State.CIRCULATED and row.publish_at is not None
    if dropped:
        unplan(row)
    else:
        move(row, Step.HOLD)
        await drop(session, desk, row, now)
        disarm(row)
        row.held_at, row.held_why = now, holder.why
        row.held_by = holder.user_id if holder.user_id != BY_THE_BOT else None
    await audit.append(
        session,
        at=now,
        actor=holder.user_id,
        action="message.unplan" if dropped else "message.hold",
        object=row.reference,
        fields={
            "revision": row.revision,
            "why": holder.why.value,
            "exercise": row.exercise,
            "trust": holder.trust,
        },
    )
    return Kept(row, at, dropped)


async def hold_all(
    session: AsyncSession, desk: Desk, holder: Holder, cause: Cause, now: datetime
) -> list[Kept]:
    """Everything that has a time and is not on its way out yet, in order of time."""
    rows = await session.scalars(
        select(MessageRow)
        .where(
            or_(
                MessageRow.state == State.SCHEDULED,
                MessageRow.state.in_(_TIMED) & MessageRow.publish_at.is_not(None),
            )
        )
        # in one order, as others hold several of them
        .order_by(MessageRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    kept = [await hold(session, desk, row, holder, now) for row in rows.all()]
    if not kept and holder.user_id == BY_THE_BOT:
        return []
    await audit.append(
        session,
        at=now,
        actor=holder.user_id,
        action="message.hold_all",
        object="press",
        fields={"cause": cause.value, "number": len(kept), "trust": holder.trust},
    )
    return sorted(kept, key=lambda one: (one.at or now, one.row.id))
