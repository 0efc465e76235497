"""What other subjects may ask about units, their hours, and who is on duty in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from weakref import WeakKeyDictionary

from bot.actors.facts import people as registered
from bot.actors.facts import person
from bot.duty.calendar import Day, DayCalendar
from bot.duty.entries import OpenRule, OverrideEntry, RosterEntry, StepTimes, UnitEntry, UnitKind
from bot.duty.hours import Hours, Interval, Keeps, OpeningHours
from bot.duty.localtime import local
from bot.duty.plan import UnitPlan
from bot.duty.roster import Crew
from bot.register.section import Entry, Snapshot

__all__ = [
    "Crew",
    "Day",
    "Duty",
    "Hours",
    "Interval",
    "Keeps",
    "OpenRule",
    "StepTimes",
    "UnitEntry",
    "UnitKind",
    "counts",
    "duty_entries",
    "local",
    "overrides_of",
    "people_of",
    "rostered",
    "serving",
    "unit",
    "units",
    "units_with",
]


def unit(snapshot: Snapshot, unit_id: str) -> UnitEntry | None:
    return snapshot.of(UnitEntry).get(unit_id)


def units(snapshot: Snapshot) -> tuple[UnitEntry, ...]:
    return tuple(snapshot.of(UnitEntry).values())


def serving(snapshot: Snapshot, kind: UnitKind, kommun: str) -> tuple[UnitEntry, ...]:
    """The units of a kind that serve the kommun, in the order of the register; none for exercises."""
    return tuple(u for u in units(snapshot) if u.kind is kind and kommun in u.kommuner and not u.exercise)


def people_of(snapshot: Snapshot, unit_id: str) -> tuple[str, ...]:
    """Everyone who belongs to the unit or stands in its roster, on duty or not."""
    belonging = [one.id for one in registered(snapshot) if unit_id in one.units]
    on_roster = [name for row in _rows(snapshot, unit_id) for name in row.people]
    return tuple(dict.fromkeys([*belonging, *on_roster]))


def duty_entries(snapshot: Snapshot) -> Iterator[Entry]:
    """All of the register, and beside it, that says who is on duty when."""
    for kind in (UnitEntry, RosterEntry, OverrideEntry):
        yield from snapshot.of(kind).values()


def rostered(snapshot: Snapshot, unit_id: str) -> bool:
    """True when the unit has a roster at all."""
    return bool(_rows(snapshot, unit_id))


def units_with(snapshot: Snapshot, user_id: str) -> frozenset[str]:
    """The units that the person belongs to or stands in the roster of, on duty or not."""
    found = person(snapshot, user_id)
    on_roster = {row.unit for row in snapshot.of(RosterEntry).values() if user_id in row.people}
    return frozenset(on_roster | set(found.units if found else ()))


def overrides_of(snapshot: Snapshot, unit_id: str) -> tuple[OverrideEntry, ...]:
    """The changes of duty that count in the unit, in the order in which they were made."""
    found = (one for one in snapshot.of(OverrideEntry).values() if one.unit == unit_id)
    return tuple(one for one in found if counts(snapshot, one))


def counts(snapshot: Snapshot, change: OverrideEntry) -> bool:
    """False when the register no longer has the person, or not in that unit: the change is ignored."""
    known = person(snapshot, change.person) is not None and unit(snapshot, change.unit) is not None
    return known and change.person in people_of(snapshot, change.unit)


def _rows(snapshot: Snapshot, unit_id: str) -> tuple[RosterEntry, ...]:
    return tuple(row for row in snapshot.of(RosterEntry).values() if row.unit == unit_id)


class Duty:
    """Hours and rosters at an instant. Made once by the program and shared: it only remembers calendars."""

    def __init__(self, calendar: DayCalendar | None = None) -> None:
        self.calendar = calendar or DayCalendar()
        self.hours = OpeningHours(self.calendar)
        self._plans: WeakKeyDictionary[Snapshot, dict[str, UnitPlan]] = WeakKeyDictionary()

    def is_open(self, unit: UnitEntry, at: datetime, kommun: str | None = None) -> bool:
        """True when the unit answers; without ``kommun`` by the rows that hold for all it serves."""
        return self.hours.is_open(unit, at, kommun)

    def opens_next(self, unit: UnitEntry, at: datetime, kommun: str | None = None) -> datetime | None:
        """The next opening of a closed unit; None when it is open now, or never opens."""
        return self.hours.opens_next(unit, at, kommun)

    def closes_at(self, unit: UnitEntry, at: datetime, kommun: str | None = None) -> datetime | None:
        """The next closing of an open unit; None when it is closed now, or never closes."""
        return self.hours.closes_at(unit, at, kommun)

    def explain(self, unit: Keeps, at: datetime, kommun: str | None = None) -> Hours:
        """Open or closed, with the row of hours, the kind of day and the holiday that decided."""
        return self.hours.explain(unit, at, kommun)

    def plan(self, snapshot: Snapshot, unit_id: str) -> UnitPlan:
        """The unit's duty by this register, with the changes made in chat."""
        plans = self._plans.setdefault(snapshot, {})
        found = plans.get(unit_id)
        if found is None:
            found = plans[unit_id] = UnitPlan(
                _rows(snapshot, unit_id),
                overrides_of(snapshot, unit_id),
                people_of(snapshot, unit_id),
                self.calendar,
            )
        return found

    def roster(self, snapshot: Snapshot, unit_id: str) -> UnitPlan:
        """The unit's duty by its roster alone."""
        return UnitPlan(_rows(snapshot, unit_id), (), people_of(snapshot, unit_id), self.calendar)

    def crew(self, snapshot: Snapshot, unit_id: str, at: datetime) -> Crew:
        """Those on duty, and whether the roster named them or everyone stands in."""
        return self.plan(snapshot, unit_id).at(at).crew

    def on_duty(self, snapshot: Snapshot, unit_id: str, at: datetime) -> tuple[str, ...]:
        """The user ids to alarm; everyone in the unit when the roster names nobody."""
        return self.crew(snapshot, unit_id, at).people

    def units_of(self, snapshot: Snapshot, user_id: str, at: datetime) -> frozenset[str]:
        """The units in which the person is on duty, those included where everyone stands in."""
        candidates = units_with(snapshot, user_id)
        return frozenset(one for one in candidates if user_id in self.on_duty(snapshot, one, at))
