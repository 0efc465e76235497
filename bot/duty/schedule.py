"""Who is on duty when, over a stretch of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.duty.entries import RosterEntry
from bot.duty.facts import Crew, Duty
from bot.duty.localtime import instant, local, minute_of
from bot.register.section import Snapshot


@dataclass(frozen=True)
class Shift:
    """The same people from an instant up to another."""

    start: datetime
    end: datetime
    crew: Crew


def shifts(snapshot: Snapshot, duty: Duty, unit_id: str, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """Every change of people between two instants; together the shifts leave no gap."""
    rows = [row for row in snapshot.of(RosterEntry).values() if row.unit == unit_id]
    edges = {start, end, *(edge for row in rows for edge in _edges(row, start, end) if start < edge < end)}
    found: list[Shift] = []
    for opening, closing in pairwise(sorted(edges)):
        crew = duty.crew(snapshot, unit_id, opening)
        if found and found[-1].crew == crew:
            found[-1] = Shift(found[-1].start, closing, crew)
        else:
            found.append(Shift(opening, closing, crew))
    return tuple(found)


def _edges(row: RosterEntry, start: datetime, end: datetime) -> Iterator[datetime]:
    """Instants at which the row may begin or cease to hold."""
    if row.start is not None:
        yield instant(row.start)
    if row.end is not None:
        yield instant(row.end, last=True)
    if row.days:
        day = local(start).date() - timedelta(days=2)
        first, last = row.span
        while day <= local(end).date():
            yield minute_of(day, first)
            yield minute_of(day, last, last=True)
            day += timedelta(days=1)
