"""When a unit is open: its rows of hours turned into instants, exact to the minute."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

from bot.duty.calendar import Day, DayCalendar
from bot.duty.entries import OpenRule
from bot.duty.localtime import local, minute_of

_MONTHS_AHEAD: Final = 14
"""A unit that has not opened (or closed) within these never does."""
_KEPT: Final = 1000


class Keeps(Protocol):
    """Whatever has rows of hours: a unit, a helpline."""

    @property
    def open(self) -> tuple[OpenRule, ...]: ...


@dataclass(frozen=True)
class Interval:
    """From an instant up to, not including, another; both in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Hours:
    """Why a unit is open or closed at an instant, and until when."""

    open: bool
    day: Day
    """The local day that decided: the one on which the opening began, else the day of the instant."""
    row: int | None
    """Which of the unit's rows decided, counted from 1; None when no row means the day."""
    word: str | None
    """The word in that row which means the day (``röd dag``); None for ``always``."""
    opens_at: datetime | None
    """The next opening; None while open, or when the unit never opens."""
    closes_at: datetime | None
    """The next closing; None while closed, or when it never closes."""


class OpeningHours:
    """Answers for any unit, and remembers what it has worked out, a month at a time."""

    def __init__(self, calendar: DayCalendar) -> None:
        self.calendar = calendar
        self._timelines: dict[tuple[int, str | None], _Timeline] = {}

    def is_open(self, unit: Keeps, at: datetime, kommun: str | None = None) -> bool:
        """True when the unit answers at this instant; ``kommun`` where its hours differ between them."""
        return self._timeline(unit, kommun).covers(at)

    def opens_next(self, unit: Keeps, at: datetime, kommun: str | None = None) -> datetime | None:
        """The next opening of a unit that is closed; None when it is open, or never opens."""
        timeline = self._timeline(unit, kommun)
        return None if timeline.covers(at) else timeline.next_change(at)

    def closes_at(self, unit: Keeps, at: datetime, kommun: str | None = None) -> datetime | None:
        """The next closing of a unit that is open; None when it is closed, or never closes."""
        timeline = self._timeline(unit, kommun)
        return timeline.next_change(at) if timeline.covers(at) else None

    def intervals(
        self, unit: Keeps, start: datetime, end: datetime, kommun: str | None = None
    ) -> tuple[Interval, ...]:
        """When the unit is open between two instants, in order, apart from each other."""
        return tuple(self._timeline(unit, kommun).intervals(start, end))

    def explain(self, unit: Keeps, at: datetime, kommun: str | None = None) -> Hours:
        timeline = self._timeline(unit, kommun)
        today = local(at).date()
        is_open = timeline.covers(at)
        decided = today
        if is_open and not timeline.began_on(today, at):
            decided = today - timedelta(days=1)
        row = timeline.row(decided)
        day = self.calendar.day(decided)
        rule = unit.open[row] if row is not None else None
        change = timeline.next_change(at)
        return Hours(
            open=is_open,
            day=day,
            row=None if row is None else row + 1,
            word=next((word for word in rule.days if day.fits(word)), None) if rule else None,
            opens_at=None if is_open else change,
            closes_at=change if is_open else None,
        )

    def _timeline(self, unit: Keeps, kommun: str | None) -> _Timeline:
        # The timeline holds the unit, so that the id is not given to another while it is remembered.
        key = (id(unit), kommun)
        found = self._timelines.get(key)
        if found is None:
            if len(self._timelines) >= _KEPT:
                self._timelines.clear()
            found = self._timelines[key] = _Timeline(unit, kommun, self.calendar)
        return found


def deciding_rows(
    unit: Keeps, kommun: str | None, calendar: DayCalendar, days: Iterable[date]
) -> frozenset[int]:
    """Which of the unit's rows, counted from 0, decide at least one of the days."""
    timeline = _Timeline(unit, kommun, calendar)
    return frozenset(row for day in days if (row := timeline.row(day)) is not None)


class _Timeline:
    """The openings of one unit for one kommun."""

    def __init__(self, unit: Keeps, kommun: str | None, calendar: DayCalendar) -> None:
        self.unit = unit
        rows = [(n, r) for n, r in enumerate(unit.open) if not r.kommuner or kommun in r.kommuner]
        dated = [(n, r) for n, r in rows if any(word[:1].isdigit() for word in r.days)]
        self._dated: list[tuple[int, OpenRule]] = dated
        self._rows: list[tuple[int, OpenRule]] = rows
        self._calendar = calendar
        self._months: dict[tuple[int, int], list[datetime]] = {}

    def row(self, when: date) -> int | None:
        """The row that decides this local day: one that names the date, else the first that means the day."""
        day = self._calendar.day(when)
        named = when.isoformat()
        for number, rule in self._dated:
            if named in rule.days:
                return number
        for number, rule in self._rows:
            if (rule.always and not rule.days) or any(day.fits(word) for word in rule.days):
                return number
        return None

    def began_on(self, when: date, at: datetime) -> bool:
        """True when an opening that began on this local day holds at the instant."""
        return any(start <= at < end for start, end in self._spans(when))

    def covers(self, at: datetime) -> bool:
        utc = at if at.tzinfo is UTC else at.astimezone(UTC)
        return bisect_right(self._edges(utc.year, utc.month), utc) % 2 == 1

    def next_change(self, at: datetime) -> datetime | None:
        """When open turns to closed or closed to open."""
        utc = at.astimezone(UTC)
        is_open = self.covers(utc)
        year, month = utc.year, utc.month
        for _ in range(_MONTHS_AHEAD):
            edges = self._edges(year, month)
            year, month = _next(year, month)
            position = bisect_right(edges, utc)
            for index in range(position, len(edges)):
                # An edge at the month's end only closes the month's list, the opening may go on.
                if (index % 2 == 1) != is_open:
                    continue
                if edges[index] < _start(year, month) or self.covers(edges[index]) != is_open:
                    return edges[index]
        return None

    def intervals(self, start: datetime, end: datetime) -> Iterator[Interval]:
        low, high = start.astimezone(UTC), end.astimezone(UTC)
        pending: Interval | None = None
        year, month = low.year, low.month
        while _start(year, month) < high:
            edges = self._edges(year, month)
            for opened, closed in zip(edges[::2], edges[1::2], strict=True):
                first, last = max(opened, low), min(closed, high)
                if first >= last:
                    continue
                if pending is not None and pending.end == first:
                    pending = Interval(pending.start, last)
                    continue
                if pending is not None:
                    yield pending
                pending = Interval(first, last)
            year, month = _next(year, month)
        if pending is not None:
            yield pending

    def _edges(self, year: int, month: int) -> list[datetime]:
        """Openings and closings in turn within one month of UTC."""
        known = self._months.get((year, month))
        if known is not None:
            return known
        low, high = _start(year, month), _start(*_next(year, month))
        edges: list[datetime] = []
        when = low.date() - timedelta(days=2)
        while when <= high.date():
            for opened, closed in sorted(self._spans(when)):
                first, last = max(opened, low), min(closed, high)
                if first >= last:
                    continue
                if edges and first <= edges[-1]:
                    edges[-1] = max(edges[-1], last)
                else:
                    edges += [first, last]
            when += timedelta(days=1)
        self._months[year, month] = edges
        return edges

    def _spans(self, when: date) -> list[tuple[datetime, datetime]]:
        row = self.row(when)
        if row is None:
            return []
        return [(minute_of(when, a), minute_of(when, b, last=True)) for a, b in self.unit.open[row].spans]


def _start(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def _next(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - December
