"""Who is on duty in a unit at an instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.duty.calendar import DayCalendar
from bot.duty.entries import RosterEntry
from bot.duty.localtime import instant, local, minute_of


@dataclass(frozen=True)
class Crew:
    """The people to alarm; ``named`` is False when the roster named nobody and everyone stands in."""

    people: tuple[str, ...]
    named: bool


def holds(row: RosterEntry, at: datetime, calendar: DayCalendar) -> bool:
    """True when this row puts its people on duty at the instant."""
    if row.start is not None and at < instant(row.start):
        return False
    if row.end is not None and at >= instant(row.end, last=True):
        return False
    if not row.days:
        return True
    first, last = row.span
    today = local(at).date()
    for day in (today, today - timedelta(days=1)):
        if any(calendar.day(day).fits(word) for word in row.days) and (
            minute_of(day, first) <= at < minute_of(day, last, last=True)
        ):
            return True
    return False


def crew(
    rows: Iterable[RosterEntry],
    everyone: Callable[[], tuple[str, ...]],
    at: datetime,
    calendar: DayCalendar,
) -> Crew:
    """Those whom the rows name now; all of the unit's people when they name nobody: no alarm is mute."""
    now = [person for row in rows if holds(row, at, calendar) for person in row.people]
    return Crew(tuple(dict.fromkeys(now)), named=True) if now else Crew(everyone(), named=False)
