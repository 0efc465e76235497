"""Whose duty is when, as stretches of time, and what is different between two such plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.duty.facts import Duty, units
from bot.duty.localtime import local, minute_of
from bot.duty.schedule import shifts
from bot.register.section import Snapshot

_ONE_SHIFT = timedelta(hours=36)
"""Longer stretches are several shifts in a row, which do not move as one."""
_NEAR = timedelta(hours=24)
_BEFORE = timedelta(days=7)
_AFTER = timedelta(days=7)


@dataclass(frozen=True, order=True)
class Stint:
    """A stretch of duty of one person in one unit."""

    unit: str
    start: datetime
    end: datetime

    def within(self, start: datetime, end: datetime) -> Stint | None:
        """The part of it between two instants."""
        first, last = max(self.start, start), min(self.end, end)
        return replace(self, start=first, end=last) if first < last else None


Plan = tuple[Stint, ...]


@dataclass(frozen=True)
class Changes:
    """What is different in somebody's plan; ``moved`` pairs a shift with where it is now."""

    new: Plan = ()
    gone: Plan = ()
    moved: tuple[tuple[Stint, Stint], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.moved)


@dataclass(frozen=True)
class Bounds:
    """How far is looked: what touches a bound goes on beyond it."""

    low: datetime
    high: datetime


def bounds(start: datetime, end: datetime) -> Bounds:
    """Wide enough for the shifts that begin before a stretch of time or end after it.

    The low bound is the first of a month, so that duty without a beginning has the same one from day to day.
    """
    month = local(start - _BEFORE).date().replace(day=1)
    return Bounds(minute_of(month, 0), end + _AFTER)


def stints(
    snapshot: Snapshot, duty: Duty, unit_ids: Iterable[str], start: datetime, end: datetime
) -> Mapping[str, Sequence[Stint]]:
    """Everybody's named duty in these units between two instants, cut where the crew changes."""
    found: dict[str, list[Stint]] = {}
    for unit_id in unit_ids:
        for shift in shifts(snapshot, duty, unit_id, start, end):
            for person in shift.crew.people if shift.crew.named else ():
                found.setdefault(person, []).append(Stint(unit_id, shift.start, shift.end))
    return found


def plans(snapshot: Snapshot, duty: Duty, start: datetime, end: datetime) -> Mapping[str, Plan]:
    """Everybody's named duty in all units, neighbouring shifts made one."""
    unit_ids = [unit.id for unit in units(snapshot)]
    return {person: joined(own) for person, own in stints(snapshot, duty, unit_ids, start, end).items()}


def joined(pieces: Iterable[Stint]) -> Plan:
    """In order, with no two that touch."""
    found: list[Stint] = []
    for stint in sorted(pieces):
        if found and found[-1].unit == stint.unit and stint.start <= found[-1].end:
            found[-1] = replace(found[-1], end=max(found[-1].end, stint.end))
        else:
            found.append(stint)
    return tuple(found)


def cut(plan: Iterable[Stint], start: datetime, end: datetime) -> Plan:
    """What of the plan lies between two instants."""
    return tuple(part for stint in plan if (part := stint.within(start, end)))


def without(plan: Iterable[Stint], taken: Sequence[Stint]) -> Plan:
    """What is left of the plan where ``taken`` does not cover it."""
    left: list[Stint] = []
    for stint in plan:
        start = stint.start
        for other in sorted(taken):
            if other.unit != stint.unit or other.end <= start or other.start >= stint.end:
                continue
            if start < other.start:
                left.append(replace(stint, start=start, end=other.start))
            start = max(start, other.end)
        if start < stint.end:
            left.append(replace(stint, start=start))
    return tuple(left)


def changes(before: Plan, after: Plan) -> Changes:
    """What somebody who knows ``before`` has to hear to know ``after``."""
    moved = tuple(_moves(before, after))
    left = [stint for stint in before if stint not in {old for old, _ in moved}]
    come = [stint for stint in after if stint not in {new for _, new in moved}]
    return Changes(new=without(come, before), gone=without(left, after), moved=moved)


def _moves(before: Plan, after: Plan) -> Iterator[tuple[Stint, Stint]]:
    """Single shifts that went away, each with the one that came in its place within a day of it."""
    come = [stint for stint in after if stint not in before and stint.end - stint.start <= _ONE_SHIFT]
    for old in before:
        if old in after or old.end - old.start > _ONE_SHIFT:
            continue
        near = [new for new in come if new.unit == old.unit and abs(new.start - old.start) < _NEAR]
        if near:
            best = min(near, key=lambda new: abs(new.start - old.start))
            come.remove(best)
            yield old, best
