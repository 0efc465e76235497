"""The proof made again at every change of register or duty and every night; operations hear of new holes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.certificate import Cause, Certificate
from bot.cases.coverage_changes import Gap, Known, Where, gaps_of, mended, opened
from bot.cases.coverage_desk import Coverage
from bot.cases.coverage_tables import THE_ONE, CoverageHole, CoverageState
from bot.cases.entries import Destination, Urgency
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.clock import Clock
from bot.register.load import NO_VERSION
from bot.register.section import Snapshot
from bot.register.source import RegisterSource
from bot.store.upsert import insert_new
from bot.work.timed import LatePolicy

log = structlog.get_logger(__name__)
_NIGHTLY: Final = time(3, 15)
"""Exists once in the nights when the clock changes too."""
_CALM: Final = timedelta(seconds=10)
"""Changes that follow each other closely are looked at together."""
_AGAIN: Final = timedelta(minutes=5)
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Proved:
    """What is to be written down: a certificate of the register with this fingerprint."""

    mark: str
    found: Certificate


class CoverageWatch:
    """Works aside: the ticker starts a proof, goes on, and takes in what came of it when it is there.

    Several bots on one database may prove the same; the first to write it down tells it.
    """

    name: str = "case.coverage"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, register: RegisterSource, coverage: Coverage, clock: Clock, zone: tzinfo) -> None:
        self._register = register
        self._coverage = coverage
        self._clock = clock
        self._zone = zone
        self._work: asyncio.Task[_Proved] | None = None
        self._seen: tuple[str, datetime] | None = None
        self._not_before: datetime | None = None

    async def next_due(self, session: AsyncSession) -> datetime | None:
        if self._work is not None:
            return self._clock.now() if self._work.done() else None
        snapshot = await self._register.current(session)
        if snapshot.version == NO_VERSION:
            return None
        mark = self._coverage.fingerprint(snapshot)
        row = (
            await session.execute(
                select(CoverageState.print, CoverageState.again_at).where(CoverageState.id == THE_ONE)
            )
        ).one_or_none()
        due = row.again_at if row is not None and row.print == mark else self._calm(mark)
        return max(due, self._not_before) if self._not_before else due

    def _calm(self, mark: str) -> datetime:
        """A while after the change was seen."""
        if self._seen is None or self._seen[0] != mark:
            self._seen = mark, self._clock.now()
        return self._seen[1] + _CALM

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        if self._work is not None:
            return await self._take_in(session, now)
        due = await self.next_due(session)
        if due is None or due > now:
            return None
        snapshot = await self._register.current(session)
        self._work = asyncio.create_task(self._prove(snapshot, now))
        return ()

    async def settled(self) -> None:
        """For tests: the proof under way is made."""
        if self._work is not None:
            await asyncio.wait([self._work])

    async def _prove(self, snapshot: Snapshot, now: datetime) -> _Proved:
        return _Proved(self._coverage.fingerprint(snapshot), await self._coverage.proved(snapshot, now))

    async def _take_in(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        if self._work is None or not self._work.done():
            return None
        work, self._work = self._work, None
        # A proof that fails is told by whoever asks for it, and not tried again every second.
        self._not_before = now + _AGAIN
        proved = work.result()
        self._not_before = None
        found = proved.found
        log.info("coverage.proved", holes=len(found.holes), circles=len(found.circles), seconds=found.seconds)
        state = await _locked_state(session)
        if state.print == proved.mark and state.proved_at >= proved.found.start:
            return ()
        before, after = await _known(session), gaps_of(proved.found.holes)
        news = opened(before, after, state.until)
        gone = mended(before, after, now)
        await _write(session, after)
        state.print, state.proved_at = proved.mark, proved.found.start
        state.until, state.again_at = proved.found.end, self._tomorrow(now)
        return [
            *_told("coverage.opened", news, proved.found.end),
            *_told("coverage.mended", gone, proved.found.end),
        ]

    def _tomorrow(self, now: datetime) -> datetime:
        """The next time that the wall clock shows the hour of the nightly proof."""
        local = now.astimezone(self._zone)
        day = local.date() if local.time() < _NIGHTLY else local.date() + timedelta(days=1)
        return datetime.combine(day, _NIGHTLY, self._zone)


def _told(kind: str, gaps: Sequence[Gap], until: datetime) -> Iterator[Notice]:
    if gaps:
        yield Notice(kind, ToClass(RoomClass.DRIFT), {"gaps": gaps, "until": until}, thread=False)


async def _locked_state(session: AsyncSession) -> CoverageState:
    """The one row, made when it is not there, held until the transaction ends."""
    first = {"id": THE_ONE, "print": "", "proved_at": _LONG_AGO, "again_at": _LONG_AGO}
    await insert_new(session, CoverageState, CoverageState.id, [first])
    query = select(CoverageState).where(CoverageState.id == THE_ONE).with_for_update()
    return (await session.scalars(query)).one()


async def _known(session: AsyncSession) -> Known:
    rows = await session.scalars(select(CoverageHole))
    return {
        Where(row.kommun or None, row.known, Destination(row.to), Urgency(row.urgency), Cause(row.cause)): [
            (start, end) for start, end in row.spans
        ]
        for row in rows
    }


async def _write(session: AsyncSession, holes: Known) -> None:
    await session.execute(delete(CoverageHole))
    session.add_all(
        CoverageHole(
            kommun=where.kommun or "",
            known=where.known,
            to=where.to.value,
            urgency=where.urgency.value,
            cause=where.cause.value,
            spans=[list(span) for span in spans],
        )
        for where, spans in holes.items()
    )
