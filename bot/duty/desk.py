"""What the services that change duty share: whose unit it is, and what a change comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import people, person
from bot.chat.declare import Call, Choice
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Notice, Outcome, ToPerson, Undo
from bot.duty.facts import Duty, UnitEntry, unit, units
from bot.duty.overrides import DutyOverride, minute
from bot.duty.rounds import Register
from bot.duty.schedule import Shift, shifts
from bot.duty.stints import Plan, Stint, joined, stints, without
from bot.duty.told import heard
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.register.state import locked_state
from bot.store.audit import append

LONGEST: Final = timedelta(days=31)
UNDO: Final = ("jour", "ångra")


@dataclass(frozen=True)
class DutyDesk:
    register: Register
    duty: Duty
    zone: ZoneInfo

    async def held(self, session: AsyncSession) -> Snapshot:
        """The register in force, held until the commit: duty is changed by one after the other."""
        await locked_state(session)
        return await self.register.current(session)


@dataclass(frozen=True)
class Changed:
    """A change of duty, or one that was taken back, and how the unit's duty is now."""

    number: str
    kind: str
    unit: str
    start: datetime
    end: datetime
    shifts: tuple[Shift, ...]
    names: Mapping[str, str]
    told: tuple[str, ...]
    """User ids of those who were told, in the order of the register."""
    displaced: tuple[str, ...] = ()
    """Earlier changes that no longer decide, because this one came later."""
    undone: bool = False


def own_unit(call: Call, snapshot: Snapshot, wanted: str | None, *, theirs: bool = False) -> UnitEntry:
    """The unit that is meant, once it is clear that the caller may change its duty.

    Args:
        call: Who asks, and in which room.
        snapshot: The register in force.
        wanted: The unit that was named, if one was.
        theirs: Only the unit's own people may, the administrator of the register not.

    Raises:
        Refusal: ``duty.which_unit``, ``duty.not_your_unit``.
    """
    own = call.caller.belongs
    here = call.place.owner if call.place.owner in own else None
    found = unit(snapshot, wanted or here or (next(iter(own)) if len(own) == 1 else ""))
    if found is None:
        choices = tuple(Choice(one.id, one.name) for one in units(snapshot) if one.id in own)
        raise Refusal("duty.which_unit", choices=choices)
    if found.id not in own and (theirs or Role.ADMIN not in call.caller.roles):
        raise Refusal("duty.not_your_unit", unit=found.name)
    return found


def period(start: datetime, end: datetime, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The stretch in whole minutes, from now on at the earliest.

    Raises:
        Refusal: ``duty.order``, ``duty.long``.
    """
    first, last = max(minute(start), minute(now)), minute(end)
    if last <= first:
        raise Refusal("duty.order", start=first, end=last)
    walls = [moment.astimezone(zone).replace(tzinfo=None) for moment in (first, last)]
    if walls[1] - walls[0] > LONGEST:
        raise Refusal("duty.long", days=LONGEST.days)
    return first, last


async def concluded(
    call: Call,
    desk: DutyDesk,
    row: DutyOverride,
    before: Snapshot,
    *,
    displaced: Sequence[str] = (),
    undone: bool = False,
) -> Outcome:
    """Write the change down, tell those whose duty is another now, and show how it is."""
    here, number = row.unit, str(row.id)
    start, end = max(row.starts_at, minute(call.now)), row.ends_at
    snapshot = await desk.register.current(call.session)
    found = unit(snapshot, here)
    name = found.name if found else here
    lost, won = _different(before, snapshot, desk.duty, Stint(here, start, end))
    concerned = [one.id for one in people(snapshot) if one.id in lost or one.id in won]
    told = tuple(one for one in concerned if one != call.caller.user_id)
    fields: dict[str, Any] = {
        "number": number,
        "by": call.caller.name,
        "unit": name,
        "kind": row.kind,
        "undone": undone,
    }
    notices = tuple(
        Notice(
            "duty.swapped",
            ToPerson(one),
            {**fields, "lost": lost.get(one, ()), "won": won.get(one, ())},
        )
        for one in told
    )
    await heard(call.session, snapshot, desk.duty, unit_id=here, who=(*lost, *won), start=start, end=end)
    await append(
        call.session,
        at=call.now,
        actor=call.caller.user_id,
        action="duty.undone" if undone else f"duty.{row.kind}",
        object=f"duty/{number}",
        fields={
            "unit": here,
            "person": row.person,
            "replaces": row.replaces,
            "start": row.starts_at.isoformat(),
            "end": row.ends_at.isoformat(),
            "trust": call.caller.trust.value,
        },
    )
    value = Changed(
        number=number,
        kind=row.kind,
        unit=name,
        start=start,
        end=end,
        shifts=shifts(snapshot, desk.duty, here, start, end),
        names={one.id: one.name for one in people(snapshot)},
        told=told,
        displaced=tuple(displaced),
        undone=undone,
    )
    undo = None if undone else Undo(UNDO, {"number": number})
    return Outcome(value, notices, answer_to=_aside(call, here), undo=undo)


def _different(
    before: Snapshot, after: Snapshot, duty: Duty, where: Stint
) -> tuple[dict[str, Plan], dict[str, Plan]]:
    """The named duty that each person has no longer, and that each has now."""
    old, new = (stints(one, duty, [where.unit], where.start, where.end) for one in (before, after))
    lost = {who: without(joined(own), joined(new.get(who, ()))) for who, own in old.items()}
    won = {who: without(joined(own), joined(old.get(who, ()))) for who, own in new.items()}
    return {who: plan for who, plan in lost.items() if plan}, {who: plan for who, plan in won.items() if plan}


def _aside(call: Call, here: str) -> ToPerson | None:
    """Names of staff stand in the unit's own room and in direct chats alone."""
    place = call.place
    heard_here = place.room_class is RoomClass.DIREKT or (
        place.room_class is RoomClass.ENHET and place.owner == here
    )
    return None if heard_here and not place.strangers else ToPerson(call.caller.user_id)


def name_of(snapshot: Snapshot, user_id: str) -> str:
    found = person(snapshot, user_id)
    return found.name if found else user_id
