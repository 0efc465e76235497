"""Hours in which a unit answers and its roster names nobody: all of it is alarmed, so it is no hole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.duty.facts import Duty, UnitEntry, rostered, units
from bot.register.section import Snapshot

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Names:
    gaps: tuple[tuple[str, datetime, datetime], ...]
    unrostered: tuple[str, ...]
    """Units without any roster."""


def unnamed(
    snapshot: Snapshot, duty: Duty, answering: Collection[str], start: datetime, end: datetime
) -> Names:
    """Of the units that answer any case, in the order of the register."""
    gaps: list[tuple[str, datetime, datetime]] = []
    bare: list[str] = []
    for one in units(snapshot):
        if one.id not in answering:
            continue
        if not rostered(snapshot, one.id):
            bare.append(one.id)
            continue
        alone = _alone(snapshot, duty, one.id, start, end)
        gaps += [(one.id, *gap) for gap in _both(_open(duty, one, start, end), alone)]
    return Names(tuple(gaps), tuple(bare))


def _alone(snapshot: Snapshot, duty: Duty, unit_id: str, start: datetime, end: datetime) -> list[Stretch]:
    """When everyone in the unit stands in."""
    plan = duty.plan(snapshot, unit_id)
    return _joined((one.start, one.end) for one in plan.between(start, end) if not one.crew.named)


def _open(duty: Duty, one: UnitEntry, start: datetime, end: datetime) -> list[Stretch]:
    """When the unit is open for any of the kommuner whose hours differ there."""
    differing = {code for rule in one.open for code in rule.kommuner}
    held = (duty.hours.intervals(one, start, end, code) for code in (None, *sorted(differing)))
    return _joined(sorted((found.start, found.end) for intervals in held for found in intervals))


def _joined(stretches: Iterator[Stretch] | list[Stretch]) -> list[Stretch]:
    """What touches or overlaps made one; in order as it comes."""
    found: list[Stretch] = []
    for start, end in stretches:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _both(some: list[Stretch], others: list[Stretch]) -> Iterator[Stretch]:
    """What two lists of stretches share."""
    at = 0
    for start, end in some:
        while at < len(others) and others[at][1] <= start:
            at += 1
        for low, high in others[at:]:
            if low >= end:
                break
            yield max(start, low), min(end, high)
