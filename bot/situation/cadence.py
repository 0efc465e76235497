"""When the lägesbild is posted: the register's local times made into instants, each of them once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.situation.entries import DAYS, Cadence, PictureEntry
from bot.situation.values import Mode

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Posting:
    """One posting: the local time it was chosen for (``2026-11-21T15:00``), and the instant in UTC."""

    wall: str
    at: datetime


def postings(entry: PictureEntry, mode: Mode, after: datetime, zone: tzinfo, days: int) -> Iterator[Posting]:
    """Those after an instant, up to the end of the local day so many days later, in their order.

    A date and a row of the cadence make one posting; two rows of the same time make one between them.
    """
    cadence = entry.activated if mode is Mode.ACTIVATED else entry.ordinary
    first = after.astimezone(zone).date()
    # from the day before: midnight itself may be skipped, and what was to come then comes after it
    for number in range(-1, days + 1):
        yield from (one for one in _of_day(cadence, first + number * _DAY, zone) if one.at > after)


def instant(wall: datetime, zone: tzinfo) -> datetime:
    """The instant in UTC at which the wall clock shows this (naive) local time.

    A time that does not exist is the next that does; of one that comes twice it is the first.
    """
    while not _exists(wall, zone):
        wall += _MINUTE
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _of_day(cadence: tuple[Cadence, ...], day: date, zone: tzinfo) -> list[Posting]:
    walls = {
        datetime.combine(day, time.fromisoformat(one.at))
        for one in cadence
        if "alla" in one.days or DAYS[day.weekday()] in one.days
    }
    return [Posting(f"{wall:%Y-%m-%dT%H:%M}", instant(wall, zone)) for wall in sorted(walls)]


def _exists(wall: datetime, zone: tzinfo) -> bool:
    there = wall.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)
    return there.replace(tzinfo=None, fold=0) == wall
