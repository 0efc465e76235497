"""Between the wall clock in Stockholm and instants; every wall time has exactly one answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = "Europe/Stockholm"
_DAY: Final = 24 * 60


def local(at: datetime) -> datetime:
    """The instant as the wall clock shows it."""
    return at.astimezone(ZoneInfo(ZONE))


def instant(wall: datetime, *, last: bool = False) -> datetime:
    """The instant in UTC at which the wall clock shows this (naive) local time.

    A time that does not exist, in the night when the clock goes forward, is the first instant after the
    gap. A time that comes twice is the first of the two, with ``last`` the second.
    """
    zone = ZoneInfo(ZONE)
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if not exists(wall):
        # Reading the missing time with the offset after the gap gives an instant before the change; the
        # change itself is as far from it as the wall time is from the end of the gap.
        return _after_gap(first.astimezone(UTC), second.astimezone(UTC))
    return (second if last else first).astimezone(UTC)


def exists(wall: datetime) -> bool:
    """False inside the gap of the night when the clock goes forward."""
    aware = wall.replace(tzinfo=ZoneInfo(ZONE))
    return local(aware.astimezone(UTC)).replace(tzinfo=None, fold=0) == wall.replace(fold=0)


def twice(wall: datetime) -> bool:
    """True for a wall time that comes twice in the night when the clock goes back."""
    zone = ZoneInfo(ZONE)
    offsets = {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) > 1 and exists(wall)


def minute_of(day: date, minutes: int, *, last: bool = False) -> datetime:
    """The instant at which the wall clock is so many minutes past midnight (1500: 01:00 next day)."""
    days, rest = divmod(minutes, _DAY)
    return instant(datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60)), last=last)


def _after_gap(late: datetime, early: datetime) -> datetime:
    """The instant of the change, between the two readings of a missing wall time."""
    low, high = min(late, early), max(late, early)
    before = local(low).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
        if local(middle).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
