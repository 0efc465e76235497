"""Who is on duty when, over a stretch of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.duty.facts import Crew, Duty
from bot.register.section import Snapshot


@dataclass(frozen=True)
class Shift:
    """The same people from an instant up to another."""

    start: datetime
    end: datetime
    crew: Crew
    overrides: tuple[str, ...] = ()
    """The changes of duty (their numbers) by which somebody is on duty in it."""


def shifts(snapshot: Snapshot, duty: Duty, unit_id: str, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Every change of people between two instants; together the shifts leave no gap.

    Two shifts that touch differ in their people, so that the ends are the hand-overs.
    """
    found: list[Shift] = []
    for one in duty.plan(snapshot, unit_id).between(start, end):
        changes = tuple(dict.fromkeys(slot.override for slot in one.slots if slot.override is not None))
        if found and found[-1].crew == one.crew:
            before = found.pop()
            changes = tuple(dict.fromkeys((*before.overrides, *changes)))
            found.append(Shift(before.start, one.end, one.crew, changes))
        else:
            found.append(Shift(one.start, one.end, one.crew, changes))
    return tuple(found)
