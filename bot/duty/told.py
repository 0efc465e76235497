"""Telling people when their coming duty has changed, from what they were last told."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import people
from bot.chat.outcome import Notice, ToPerson
from bot.clock import Clock
from bot.duty.facts import Duty, units
from bot.duty.localtime import local, minute_of
from bot.duty.rounds import Register, begun, held, next_round
from bot.duty.stints import Plan, Stint, changes, cut, joined, plans, stints, without
from bot.duty.tables import DutyTold
from bot.register.section import Snapshot
from bot.register.state import mark_in_force
from bot.work.timed import LatePolicy

AHEAD: Final = timedelta(days=60)
_ROUND: Final = "told"
_NIGHT: Final = 3 * 60


class TellChanges:
    """Compares everybody's plan with what they know, after every change and once a night.

    The night's round tells nothing by itself: it moves the end of the sixty days, so that a change of the
    day that came into view yesterday is noticed too.
    """

    name: str = "duty.told"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, register: Register, clock: Clock) -> None:
        self._register = register
        self._clock = clock
        # Its own, since the work is done in a thread: a calendar that is filled is used by one at a time.
        self._duty = Duty()

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await next_round(session, _ROUND, self._clock.now(), changes=True)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        mark = await mark_in_force(session)
        if mark is None:
            return None
        last, first = await begun(session, _ROUND, now)
        if last.mark == mark and last.due_at > now:
            return None
        snapshot = await self._register.current(session)
        after = await asyncio.to_thread(plans, snapshot, self._duty, now, now + AHEAD)
        notices = await _compare(session, snapshot, after, now, first=first)
        last.mark, last.due_at = mark, minute_of(local(now).date() + timedelta(days=1), _NIGHT)
        await session.flush()
        return notices


async def _compare(
    session: AsyncSession, snapshot: Snapshot, after: Mapping[str, Plan], now: datetime, *, first: bool
) -> list[Notice]:
    known = {row.user_id: row for row in await session.scalars(select(DutyTold))}
    notices = []
    for person in people(snapshot):
        plan = after.get(person.id, ())
        row = known.pop(person.id, None)
        if row is None:
            row = DutyTold(user_id=person.id, plan=[], until=now if first else now + AHEAD)
            session.add(row)
        until = min(row.until, now + AHEAD)
        found = changes(cut(_read(row.plan), now, until), cut(plan, now, until))
        if found:
            names = {unit.id: unit.name for unit in units(snapshot)}
            fields = {"changes": found, "units": names, "now": now, "until": until}
            notices.append(Notice("duty.changed", ToPerson(person.id), fields))
        row.plan, row.until = _write(plan), now + AHEAD
    for row in known.values():  # no longer in the register
        await session.delete(row)
    return notices


async def heard(
    session: AsyncSession,
    snapshot: Snapshot,
    duty: Duty,
    *,
    unit_id: str,
    who: Collection[str],
    start: datetime,
    end: datetime,
) -> None:
    """These people have been told of what changed in the unit between two instants: it is not told again.

    To be called in the transaction of the change, with the snapshot that holds it.
    """
    if await held(session, _ROUND) is None:
        return
    now_there = stints(snapshot, duty, [unit_id], start, end)
    for user_id in who:
        row = await session.get(DutyTold, user_id, populate_existing=True)
        if row is not None:
            there = [Stint(unit_id, start, end)]
            row.plan = _write(joined([*without(_read(row.plan), there), *now_there.get(user_id, ())]))
    await session.flush()


def _read(stored: Iterable[Sequence[str]]) -> Plan:
    moments = (
        (unit, datetime.fromisoformat(start), datetime.fromisoformat(end)) for unit, start, end in stored
    )
    return tuple(Stint(*moment) for moment in moments)


def _write(plan: Iterable[Stint]) -> list[Any]:
    return [[stint.unit, stint.start.isoformat(), stint.end.isoformat()] for stint in plan]
