"""``!lägesbild historik``: the pictures that went out, and how many had reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.situation.audience import audience_of
from bot.situation.desk import Desk
from bot.situation.picture_tables import PictureRow, PostingRow
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import Mode

MOST = 14
"""Pictures on a page."""


@dataclass(frozen=True)
class PastLine:
    """One version that went out. ``answered`` of ``asked`` had reported or said that there was nothing new.

    ``held``: nobody reviewed it in time. ``late``: it reached some room after its time.
    """

    reference: str
    version: int
    due_at: datetime
    published_at: datetime
    mode: Mode
    held: bool
    late: bool
    answered: int
    asked: int


@dataclass(frozen=True)
class PastList:
    """Newest first. ``page`` counts from 1; ``more``: there are older ones."""

    lines: Sequence[PastLine]
    page: int
    more: bool


class ListPictures:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, page: int) -> Outcome:
        """Exercises are not among them."""
        sight = audience_of(call, await self._desk.snapshot(call.session))
        found = await past_lines(call.session, skip=(page - 1) * MOST, most=MOST + 1)
        listed = PastList(tuple(found[:MOST]), page, more=len(found) > MOST)
        return Outcome(listed, answer_to=sight.answer_to)


async def past_lines(session: AsyncSession, *, skip: int, most: int) -> list[PastLine]:
    # named columns only: what the pictures were made of is large, and sealed
    wanted = (
        select(
            PictureRow.id, PictureRow.version, PictureRow.held, PictureRow.published_at,
            RoundRow.id, RoundRow.reference, RoundRow.due_at, RoundRow.mode,
        )
        .join(RoundRow, RoundRow.id == PictureRow.round_id)
        .where(PictureRow.published_at.is_not(None), RoundRow.exercise.is_(False))
        .order_by(RoundRow.due_at.desc(), PictureRow.version.desc())
        .offset(skip)
        .limit(most)
    )  # fmt: skip
    rows = (await session.execute(wanted)).all()
    answers = await _answers(session, [row[4] for row in rows])
    late = await _late(session, [row[0] for row in rows])
    return [
        PastLine(
            reference=reference,
            version=version,
            due_at=due_at,
            published_at=published_at or due_at,
            mode=Mode(mode),
            held=held,
            late=number in late,
            answered=answers.get(round_id, (0, 0))[0],
            asked=answers.get(round_id, (0, 0))[1],
        )
        for number, version, held, published_at, round_id, reference, due_at, mode in rows
    ]


async def _answers(session: AsyncSession, rounds: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """Of those who were asked, how many answered, and how many they were."""
    wanted = (
        select(
            RoundActor.round_id,
            func.sum(case((RoundActor.answered_at.is_not(None), 1), else_=0)),
            func.count(),
        )
        .where(RoundActor.round_id.in_(rounds), RoundActor.expected)
        .group_by(RoundActor.round_id)
    )
    return {number: (int(said), asked) for number, said, asked in (await session.execute(wanted)).all()}


async def _late(session: AsyncSession, pictures: Sequence[int]) -> frozenset[int]:
    wanted = select(PostingRow.picture_id).where(PostingRow.picture_id.in_(pictures), PostingRow.late)
    return frozenset(await session.scalars(wanted.distinct()))
