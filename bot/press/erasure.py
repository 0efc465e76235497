"""Erasing what joint messages, rumours and questions leave behind when their time is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.chat.outcome import Notice
from bot.press.desk import MESSAGE, PUBLICATION, QUESTION, RUMOUR, Desk
from bot.press.entries import settings
from bot.press.kept_until import corrected_from, kept_from
from bot.press.tables import MessageRow, PublicationRow, RemarkRow, RevisionRow, SignOffRow, StandInRow
from bot.press.talk_tables import AnswerRow, QuestionRow, RumourRow
from bot.store.audit import append
from bot.store.erase import erase_about
from bot.work.timed import LatePolicy

_PORTION: Final = 20
_REST: Final = timedelta(seconds=1)
"""Between two portions, so that those have their turn who cannot wait."""
_LATER: Final = timedelta(days=1)
"""What is on its way out is looked at again after this."""
_SINCE: Final[tuple[InstrumentedAttribute[datetime], ...]] = (
    MessageRow.keep_from,
    RumourRow.changed_at,
    QuestionRow.changed_at,
    StandInRow.until,
)
_Erases = Callable[[AsyncSession, datetime], Awaitable[tuple[int, int]]]
"""What is older: how many were erased, and how many looked at."""


class ErasePress:
    """A portion at a time, with our messages about it; what was published stays where it was published.

    A rumour or question counts from when it was last touched, which for a closed one is its closing.
    """

    name: str = "press.erasure"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rested_at: datetime | None = None

    async def next_due(self, session: AsyncSession) -> datetime | None:
        keep = settings(await self._desk.snapshot(session)).keep
        found = [
            oldest + keep
            for since in _SINCE
            if (oldest := await session.scalar(select(since).order_by(since).limit(1))) is not None
        ]
        due = min(found, default=None)
        return max(due, self._rested_at) if due is not None and self._rested_at is not None else due

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        before = now - settings(await self._desk.snapshot(session)).keep
        erased, looked = {}, 0
        for name, erase in _KINDS:
            erased[name], seen = await erase(session, before)
            looked += seen
        if not looked:
            return None
        if fields := {name: number for name, number in erased.items() if number}:
            await append(
                session, at=now, actor="rocbot", action="press.erased", object="press", fields=fields
            )
        self._rested_at = now + _REST
        return ()


async def _messages(session: AsyncSession, before: datetime) -> tuple[int, int]:
    """The newest of those that are due at once first: a correction goes before what it corrected."""
    claimed = (
        select(MessageRow)
        .where(MessageRow.keep_from <= before)
        .order_by(MessageRow.keep_from, MessageRow.id.desc())
        .limit(_PORTION)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    rows = (await session.scalars(claimed)).all()
    gone = 0
    for row in rows:
        since = await _since(session, row, before)
        if since is not None:
            row.keep_from = since
            await session.flush()
            continue
        for subject in (MESSAGE, PUBLICATION):
            await erase_about(session, subject, [row.reference])
        for model in (PublicationRow, SignOffRow, RemarkRow, RevisionRow):
            await session.execute(delete(model).where(model.message_id == row.id))
        await session.delete(row)
        await session.flush()
        gone += 1
    return gone, len(rows)


async def _since(session: AsyncSession, row: MessageRow, before: datetime) -> datetime | None:
    """From when it is kept instead; None when its time is over."""
    since, corrected = await kept_from(session, row), await corrected_from(session, row)
    if since is None:
        return before + _LATER
    if since <= before and corrected is None:
        return None
    return max(since, corrected or since)


def _talk(model: Any, subject: str) -> _Erases:
    async def erase(session: AsyncSession, before: datetime) -> tuple[int, int]:
        claimed = (
            select(model.id, model.reference)
            .where(model.changed_at <= before)
            .order_by(model.changed_at, model.id)
            .limit(_PORTION)
            .with_for_update(skip_locked=True)
        )
        rows = (await session.execute(claimed)).all()
        references = [reference for _, reference in rows]
        if rows:
            await erase_about(session, subject, references)
            await session.execute(delete(AnswerRow).where(AnswerRow.reference.in_(references)))
            await session.execute(delete(model).where(model.id.in_([one for one, _ in rows])))
        return len(rows), len(rows)

    return erase


async def _stand_ins(session: AsyncSession, before: datetime) -> tuple[int, int]:
    some = select(StandInRow.id).where(StandInRow.until <= before).limit(_PORTION)
    gone = delete(StandInRow).where(StandInRow.id.in_(some)).returning(StandInRow.id)
    number = len((await session.scalars(gone)).all())
    return number, number


_KINDS: Final[tuple[tuple[str, _Erases], ...]] = (
    ("messages", _messages),
    ("rumours", _talk(RumourRow, RUMOUR)),
    ("questions", _talk(QuestionRow, QUESTION)),
    ("stand_ins", _stand_ins),
)
