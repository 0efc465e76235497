"""At each change of shift the unit's room is told who goes on, who goes off, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person, unit_room
from bot.chat.outcome import Notice, ToPerson, ToUnit
from bot.clock import Clock
from bot.duty.facts import Duty, UnitEntry, unit, units
from bot.duty.rounds import Register, begun, next_round
from bot.duty.schedule import shifts
from bot.duty.tables import DutyHandover
from bot.register.section import Snapshot
from bot.register.state import mark_in_force
from bot.store.upsert import insert_new
from bot.work.timed import LatePolicy

_ROUND: Final = "handover"
_BACK: Final = timedelta(days=7)
_AHEAD: Final = timedelta(days=7)
_LATE: Final = timedelta(minutes=5)


class OpenCase(Protocol):
    """What may stand in a hand-over of an open case: nothing of it says anything about a person."""

    @property
    def reference(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def exercise(self) -> bool: ...


class SafeRoom(Protocol):
    """True for a room that is encrypted and in which the register knows everybody."""

    async def __call__(self, session: AsyncSession, room_id: str, /) -> bool: ...


class OpenCases(Protocol):
    """The open cases of a unit; the program fills it in from the subject of cases."""

    async def __call__(self, session: AsyncSession, unit_id: str, /) -> Sequence[OpenCase]: ...


@dataclass(frozen=True)
class Handover:
    """One change of shift; names as the register has them. ``late``: it is told well after it came."""

    unit: str
    at: datetime
    late: bool
    on: tuple[str, ...]
    off: tuple[str, ...]
    stays: tuple[str, ...]
    until: datetime | None
    """The next change; None when there is none in the coming week."""
    opens_at: datetime | None
    """Set while the unit is closed and nobody stands on the roster."""
    cases: tuple[OpenCase, ...]


class TellHandover:
    """Compares who is on duty with whom the room was last told of, at each instant at which that may change.

    What the room was told is changed in the transaction that queues the message, so it is said once. A bot
    that was away finds only the latest change. A swap or another register changes a shift like any hour does.
    """

    name: str = "duty.handover"
    late: LatePolicy = LatePolicy.MARKED_LATE

    def __init__(
        self, register: Register, duty: Duty, clock: Clock, open_cases: OpenCases, safe: SafeRoom
    ) -> None:
        self._register = register
        self._duty = duty
        self._clock = clock
        self._open_cases = open_cases
        self._safe = safe

    async def next_due(self, session: AsyncSession) -> datetime | None:
        first = select(func.min(DutyHandover.due_at)).scalar_subquery()
        return await next_round(session, _ROUND, self._clock.now(), changes=True, besides=first)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        mark = await mark_in_force(session)
        if mark is None:
            return None
        arranged, _ = await begun(session, _ROUND, now)
        if arranged.mark != mark:
            arranged.mark, arranged.due_at = mark, datetime.max.replace(tzinfo=now.tzinfo)
            await self._arrange(session, now)
            return ()
        due = select(DutyHandover).where(DutyHandover.due_at <= now).order_by(DutyHandover.due_at).limit(1)
        row = await session.scalar(due.with_for_update(skip_locked=True))
        return None if row is None else await self._look(session, row, now)

    async def _arrange(self, session: AsyncSession, now: datetime) -> None:
        """Another register: every unit with a room is looked at; a new one begins with those on duty now."""
        snapshot = await self._register.current(session)
        ids = [one.id for one in units(snapshot) if unit_room(snapshot, one.id) is not None]
        await session.execute(delete(DutyHandover).where(DutyHandover.unit.not_in(ids)))
        await session.execute(update(DutyHandover).values(due_at=now))
        rows = [
            {"unit": one, "people": list(self._named(snapshot, one, now)), "looked_at": now, "due_at": now}
            for one in ids
        ]
        await insert_new(session, DutyHandover, DutyHandover.unit, rows)

    async def _look(self, session: AsyncSession, row: DutyHandover, now: datetime) -> Sequence[Notice]:
        snapshot = await self._register.current(session)
        here = unit(snapshot, row.unit)
        if here is None:
            await session.delete(row)
            return ()
        before, after = tuple(row.people), self._named(snapshot, row.unit, now)
        passed = shifts(snapshot, self._duty, row.unit, max(row.looked_at, now - _BACK), now)
        coming = shifts(snapshot, self._duty, row.unit, now, now + _AHEAD)
        began = passed[-1].start if len(passed) > 1 else now
        row.people, row.looked_at, row.due_at = list(after), now, coming[0].end
        await session.flush()
        if set(before) == set(after):
            return ()
        told = Handover(
            unit=here.name,
            at=began,
            late=now - began > _LATE,
            on=_names(snapshot, [one for one in after if one not in before]),
            off=_names(snapshot, [one for one in before if one not in after]),
            stays=_names(snapshot, [one for one in after if one in before]),
            until=coming[0].end if coming[0].end < now + _AHEAD else None,
            opens_at=None if after else self._opens(here, now),
            cases=tuple(await self._open_cases(session, here.id)),
        )
        on = tuple(one for one in after if one not in before)
        fields = {"handover": told}
        room = unit_room(snapshot, row.unit)
        if room is not None and not await self._safe(session, room):
            # Names of staff are nothing for strangers: whoever is on duty reads them in their own chat.
            return [Notice("duty.handover", ToPerson(one), fields, thread=False) for one in after]
        return [Notice("duty.handover", ToUnit(row.unit), fields, mention=on, thread=False)]

    def _named(self, snapshot: Snapshot, unit_id: str, at: datetime) -> tuple[str, ...]:
        crew = self._duty.crew(snapshot, unit_id, at)
        return crew.people if crew.named else ()

    def _opens(self, here: UnitEntry, now: datetime) -> datetime | None:
        """When a closed unit opens next, for the first of its kommuner; None when one of them has it open."""
        kommuner: tuple[Any, ...] = here.kommuner or (None,)
        if any(self._duty.is_open(here, now, kommun) for kommun in kommuner):
            return None
        return min(filter(None, (self._duty.opens_next(here, now, one) for one in kommuner)), default=None)


def _names(snapshot: Snapshot, user_ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(found.name for one in user_ids if (found := person(snapshot, one)))
