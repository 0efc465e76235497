"""``!jour ta``: somebody takes over a unit's duty at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.duty.desk import DutyDesk, concluded, own_unit, period
from bot.duty.facts import UnitEntry
from bot.duty.overrides import DutyOverride, OverrideKind, add, minute
from bot.duty.schedule import shifts
from bot.errors import Refusal
from bot.register.section import Snapshot

_LONGEST: Final = timedelta(hours=12)
"""When no hand-over comes before: nobody stays on duty for days by a word said in an emergency."""


@dataclass(frozen=True)
class TakeOrder:
    unit: str | None
    end: datetime | None


class TakeDuty:
    def __init__(self, desk: DutyDesk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, order: TakeOrder) -> Outcome:
        """Let the caller alone have the unit's duty until the next hand-over, or the time that was named.

        Raises:
            Refusal: it is no unit of the caller's, the time will not do, or the caller has it already.
        """
        desk, me = self._desk, call.caller.user_id
        snapshot = await desk.held(call.session)
        here = own_unit(call, snapshot, order.unit, theirs=True)
        now = minute(call.now)
        start, end = period(now, order.end or self._hand_over(snapshot, here, now), call.now, desk.zone)
        before = shifts(snapshot, desk.duty, here.id, start, end)
        if all(one.crew.named and one.crew.people == (me,) for one in before):
            raise Refusal("duty.already", name=call.caller.name, unit=here.name)
        plan = desk.duty.plan(snapshot, here.id)
        displaced = dict.fromkeys(
            slot.override
            for stretch in plan.between(start, end)
            for slot in stretch.slots
            if slot.override is not None
        )
        row = DutyOverride(
            unit=here.id,
            kind=OverrideKind.TA,
            person=me,
            replaces=None,
            starts_at=start,
            ends_at=end,
            made_by=me,
            made_at=call.now,
        )
        await add(call.session, row)
        return await concluded(call, desk, row, snapshot, displaced=tuple(displaced))

    def _hand_over(self, snapshot: Snapshot, here: UnitEntry, now: datetime) -> datetime:
        """The roster's next change of shift, whatever changes were made to it."""
        roster = self._desk.duty.roster(snapshot, here.id)
        crew = roster.at(now).crew
        coming = roster.between(now, now + _LONGEST)
        return next((one.start for one in coming if one.crew != crew), now + _LONGEST)
