"""``!jour ångra``: a change of duty that counts no more."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.duty.desk import DutyDesk, concluded, own_unit
from bot.duty.overrides import DutyOverride, locked, take_back
from bot.errors import Refusal


class UndoChange:
    def __init__(self, desk: DutyDesk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, number: int | None) -> Outcome:
        """Take back the change of that number, or the caller's own latest that still counts.

        What has been of it stays; the rest is as if it had never been made.

        Raises:
            Refusal: there is no such change, it is over or taken back, or it is another unit's.
        """
        desk, session = self._desk, call.session
        snapshot = await desk.held(session)
        wanted = number if number is not None else await _latest(call)
        row = await locked(session, wanted) if wanted is not None else None
        if row is None:
            raise Refusal("duty.no_change", number=number)
        own_unit(call, snapshot, row.unit)
        if row.undone_at is not None:
            raise Refusal("duty.undone", number=row.id, at=row.undone_at)
        if row.ends_at <= call.now:
            raise Refusal("duty.over", number=row.id, end=row.ends_at)
        await take_back(session, row, call.caller.user_id, call.now)
        return await concluded(call, desk, row, snapshot, undone=True)


async def _latest(call: Call) -> int | None:
    session: AsyncSession = call.session
    found: int | None = await session.scalar(
        select(DutyOverride.id)
        .where(
            DutyOverride.made_by == call.caller.user_id,
            DutyOverride.undone_at.is_(None),
            DutyOverride.ends_at > call.now,
        )
        .order_by(DutyOverride.id.desc())
        .limit(1)
    )
    return found
