"""The clock of the postings: a round's picture at its time, each room's copy when the room may have it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.situation.changed import hold_reports, take_up
from bot.situation.closing import close, overtaken, pass_over
from bot.situation.copies import Copies
from bot.situation.desk import Desk
from bot.situation.gather import mark_of
from bot.situation.picture_tables import PictureImage, PictureRow, PostingRow
from bot.situation.pictures import PictureState, inputs_of, newest
from bot.situation.publish import OUT, PostingState, publish
from bot.situation.review import unreviewed
from bot.situation.rounds import RoundState
from bot.situation.tables import RoundRow
from bot.store.shift import earlier
from bot.work.aside import Aside
from bot.work.due import DueRows
from bot.work.timed import LatePolicy


class PostPictures:
    """First the round is published, then each room gets its own in a transaction of its own.

    A room or a round whose turn fails (a fault) therefore keeps no other from its picture, and what was
    queued in one is never queued again, wherever the process ends.
    """

    name: str = "situation.posting"
    late: LatePolicy = LatePolicy.MARKED_LATE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._copies = Copies(desk)
        self._rounds = DueRows(RoundRow, RoundRow.due_at, {RoundState.CLOSED})

    async def next_due(self, session: AsyncSession) -> datetime | None:
        found = [
            await self._rounds.soonest(session),
            await session.scalar(
                select(PostingRow.look_at)
                .where(PostingRow.state == PostingState.WAITING, PostingRow.id.not_in(self._copies.aside.ids))
                .order_by(PostingRow.look_at)
                .limit(1)
            ),
            await session.scalar(select(PostingRow.queued_at).where(*_PICTURED).limit(1)),
            self._copies.aside.soonest,
        ]
        return min((one for one in found if one is not None), default=None)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        for work in (self._round, self._copies.next, self._picture):
            notices = await work(session, now)
            if notices is not None:
                return notices
        return None

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """The time of a posting is one of the clock's; how long a room is looked at again is not."""
        self._copies.aside = Aside()
        self._rounds.forget()
        await earlier(session, PostingRow.id, PostingRow.look_at, by)

    async def _round(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        round_ = await self._rounds.claim(session, now)
        if round_ is None:
            return None
        if await overtaken(session, round_, now):
            await pass_over(session, round_, now)
            return ()
        row = await newest(session, round_.id, hold=True)
        if row is None:
            return await close(session, self._desk, round_, now)
        # Changed in the last second: what goes out is what was approved, or it goes out without text.
        await hold_reports(session, inputs_of(row).reports)
        mark = await mark_of(session, await self._desk.snapshot(session), round_)
        notices = await take_up(session, self._desk, row, mark, now)
        whole = row.state == PictureState.REVIEWED
        await publish(session, self._desk, row, round_, now, held=not whole)
        if not whole and not notices and row.compiled_at < round_.due_at:
            # Compiled late, its review has just been asked for in the same words.
            notices = await unreviewed(session, self._desk, row, round_)
        return notices

    async def _picture(self, session: AsyncSession, _now: datetime) -> Sequence[Notice] | None:
        """A map that was drawn after the text had gone."""
        wanted = select(PostingRow).where(*_PICTURED).order_by(PostingRow.id).limit(1)
        row = await session.scalar(wanted.with_for_update(skip_locked=True))
        return None if row is None else await self._copies.picture(session, row)


_PICTURED = (
    PostingRow.state.in_(OUT),
    ~PostingRow.pictured,
    exists().where(
        PictureImage.picture_id == PostingRow.picture_id,
        PictureImage.audience == PostingRow.audience,
        PictureRow.id == PostingRow.picture_id,
        PictureRow.state == PictureState.PUBLISHED,
    ),
)
