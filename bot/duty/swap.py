"""``!jour byt``: somebody is on duty in another's place for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.duty.desk import DutyDesk, concluded, name_of, own_unit, period
from bot.duty.facts import UnitEntry, people_of
from bot.duty.overrides import DutyOverride, OverrideKind, add
from bot.duty.roster import Slot
from bot.duty.schedule import shifts
from bot.duty.stints import Stint
from bot.errors import Refusal
from bot.register.section import Snapshot

_AHEAD: Final = timedelta(days=60)


@dataclass(frozen=True)
class SwapOrder:
    """``off`` is the caller when nobody is named."""

    unit: str | None
    off: str | None
    on: str
    start: datetime
    end: datetime


class SwapDuty:
    def __init__(self, desk: DutyDesk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, order: SwapOrder) -> Outcome:
        """Put one of the unit's people in another's place.

        Raises:
            Refusal: the unit, the person or the time will not do, or nothing would change.
        """
        desk = self._desk
        snapshot = await desk.held(call.session)
        here = own_unit(call, snapshot, order.unit)
        start, end = period(order.start, order.end, call.now, desk.zone)
        off = order.off or call.caller.user_id
        if order.on == off:
            raise Refusal("duty.same", name=name_of(snapshot, off))
        if order.on not in people_of(snapshot, here.id):
            raise Refusal("duty.not_in_unit", name=name_of(snapshot, order.on), unit=here.name)
        meant = self._slots(snapshot, here, off, start, end)
        if all(slot.person == order.on for slot in meant):
            raise Refusal("duty.already", name=name_of(snapshot, order.on), unit=here.name)
        row = DutyOverride(
            unit=here.id,
            kind=OverrideKind.BYT,
            person=order.on,
            replaces=off,
            starts_at=start,
            ends_at=end,
            made_by=call.caller.user_id,
            made_at=call.now,
        )
        await add(call.session, row)
        displaced = dict.fromkeys(slot.override for slot in meant if slot.override is not None)
        return await concluded(call, desk, row, snapshot, displaced=tuple(displaced))

    def _slots(
        self, snapshot: Snapshot, here: UnitEntry, off: str, start: datetime, end: datetime
    ) -> tuple[Slot, ...]:
        """The duties that are this person's in the stretch, by the roster or by an earlier change."""
        plan = self._desk.duty.plan(snapshot, here.id)
        found = tuple(
            slot
            for stretch in plan.between(start, end)
            for slot in stretch.slots
            if off in {slot.origin, slot.person}
        )
        if not found:
            after = self._next(snapshot, here, off, start)
            name = name_of(snapshot, off)
            raise Refusal("duty.none", name=name, unit=here.name, start=start, end=end, next=after)
        return found

    def _next(self, snapshot: Snapshot, here: UnitEntry, off: str, start: datetime) -> Stint | None:
        ahead = shifts(snapshot, self._desk.duty, here.id, start, start + _AHEAD)
        own = (one for one in ahead if one.crew.named and off in one.crew.people)
        return next((Stint(here.id, one.start, one.end) for one in own), None)
