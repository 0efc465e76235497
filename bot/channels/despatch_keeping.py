"""How long mails and requests are kept, and how they wait when the clock is set back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.despatch_tables import ENDS, DespatchRow, DespatchState, TrialRow
from bot.channels.despatch_turns import WAITING
from bot.store.shift import earlier

TEXTS = timedelta(days=7)
"""So long a refused one may be tried anew by hand."""
HELD = timedelta(days=1)
"""So long after its time one that was made ready and neither released nor taken back is given up."""
ROWS = timedelta(days=400)
"""So long a key is known, and nothing sent a second time under it; such rows have no text and no address."""


async def forget_despatches(session: AsyncSession, now: datetime) -> None:
    """Take away texts and addresses some days after the end, and the rows when nobody asks any more."""
    ended = DespatchRow.state.in_((*ENDS, DespatchState.CANCELLED))
    texts = ended, DespatchRow.settled_at < now - TEXTS, DespatchRow.payload.is_not(None)
    held = DespatchRow.state == DespatchState.HELD, DespatchRow.give_up_at < now - HELD
    await session.execute(
        update(DespatchRow)
        .where(*held)
        .values(state=DespatchState.CANCELLED, settled_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(DespatchRow)
        .where(*texts)
        .values(payload=None, address="", lookup=None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(delete(DespatchRow).where(ended, DespatchRow.settled_at < now - ROWS))
    await session.execute(delete(TrialRow).where(TrialRow.asked_at < now - TEXTS))


class WaitingDespatches:
    """What is under way or tried again, when the clock is set back. What is held waits for its hour."""

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        waiting = DespatchRow.state.in_(WAITING)
        sending = DespatchRow.state == DespatchState.SENDING
        for column in (DespatchRow.not_before, DespatchRow.give_up_at):
            await earlier(session, DespatchRow.id, column, by, waiting)
        await earlier(session, DespatchRow.id, DespatchRow.claimed_until, by, sending)
