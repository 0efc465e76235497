"""A round closes: what has come in is frozen, and the duty officers are asked to review it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.chat.outcome import Notice
from bot.situation.desk import Desk
from bot.situation.freeze import to_json
from bot.situation.gather import gather, mark_of
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import OPEN, PictureState
from bot.situation.review import ask_for_review
from bot.situation.rounds import RoundState
from bot.situation.tables import RoundRow
from bot.store.audit import append
from bot.work.due import DueRows
from bot.work.timed import LatePolicy

_BEFORE: Final = (RoundState.PLANNED, RoundState.OPEN)
_PAST: Final = (RoundState.POSTED, RoundState.MISSED)


class CloseRounds:
    """Closes each round at its time, or when the bot is back; it is then posted, marked late if it is.

    One that cannot be compiled, an exercise say, does not keep the next from its time.
    """

    name: str = "situation.closing"
    late: LatePolicy = LatePolicy.MARKED_LATE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(RoundRow, RoundRow.closes_at, _BEFORE)

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """A round closes by the clock on the wall; what stepped aside waits no longer for that."""
        self._rows.forget()

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        found = await self._rows.claim(session, now)
        if found is None:
            return None
        if await overtaken(session, found, now):
            await pass_over(session, found, now)
            return ()
        return await close(session, self._desk, found, now)


async def close(session: AsyncSession, desk: Desk, round_: RoundRow, now: datetime) -> Sequence[Notice]:
    """Compile the working version; what is still reviewed of pictures that are past gives way to it."""
    round_.state, round_.closed_at = RoundState.CLOSED, now
    await session.flush()
    earlier = select(RoundRow.id).where(
        RoundRow.exercise == round_.exercise,
        RoundRow.due_at < round_.due_at,
        # one that closed and has not gone out yet is reviewed beside it, and goes out as it was approved
        RoundRow.state.in_(_PAST),
    )
    await _give_way(session, PictureRow.round_id.in_(earlier))
    snapshot = await desk.snapshot(session)
    # before the reports are read: one that is changed between the two is then seen as changed
    mark = await mark_of(session, snapshot, round_)
    picture = PictureRow(
        round_id=round_.id,
        version=1,
        state=PictureState.WORKING,
        compiled_at=now,
        inputs=to_json(await gather(session, snapshot, round_, now)),
        mark=mark,
    )
    session.add(picture)
    await session.flush()
    return await ask_for_review(session, desk, picture, round_, now)


async def overtaken(session: AsyncSession, round_: RoundRow, now: datetime) -> bool:
    """A later round is due too: that one has everything in it, and says that this one never went out."""
    later = aliased(RoundRow)
    found = exists().where(
        later.exercise == round_.exercise,
        later.due_at > round_.due_at,
        later.due_at <= now,
        later.state.not_in([RoundState.DROPPED]),
    )
    return bool(await session.scalar(select(found)))


async def pass_over(session: AsyncSession, round_: RoundRow, now: datetime) -> None:
    """It is never posted, and nobody needs to review it any more."""
    round_.state = RoundState.MISSED
    await _give_way(session, PictureRow.round_id == round_.id)
    await append(session, at=now, actor="rocbot", action="picture.missed", object=round_.reference, fields={})


async def _give_way(session: AsyncSession, whose: ColumnElement[bool]) -> None:
    await session.execute(
        update(PictureRow).where(whose, PictureRow.state.in_(OPEN)).values(state=PictureState.SUPERSEDED)
    )
