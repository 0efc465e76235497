"""The duties that one row of a roster makes, as instants."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.duty.calendar import DayCalendar
from bot.duty.entries import RosterEntry, Turn
from bot.duty.localtime import instant, local, minute_of

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True)
class Span:
    """People on duty from an instant up to, not including, another; both in UTC."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


class RowSpans:
    """Works out a row's duties, and remembers which days of a rotation have been counted."""

    def __init__(self, row: RosterEntry, calendar: DayCalendar) -> None:
        self.row = row
        self._calendar = calendar
        self._first = instant(row.start) if row.start is not None else None
        self._last = instant(row.end, last=True) if row.end is not None else None
        self._counted: list[date] = []
        self._counted_to = row.start.date() if row.start is not None else date.min

    def between(self, low: datetime, high: datetime) -> Iterator[Span]:
        """The duties that share time with the stretch, in order, cut to it."""
        for start, end, people in self._all(low, high):
            first, last = max(start, low), min(end, high, self._last or high)
            if first < last:
                yield Span(first, last, people)

    def _all(self, low: datetime, high: datetime) -> Iterator[tuple[datetime, datetime, tuple[str, ...]]]:
        row = self.row
        if row.days:
            yield from self._on_days(low, high)
        elif row.turn is not None and row.start is not None:
            yield from self._turns(row.start, _DAY if row.turn is Turn.DYGN else _WEEK, low, high)
        else:
            yield self._first or low, high, row.people

    def _turns(
        self, anchor: datetime, length: timedelta, low: datetime, high: datetime
    ) -> Iterator[tuple[datetime, datetime, tuple[str, ...]]]:
        """One turn after the other by the wall clock; a hand-over is one instant, also in the odd nights."""
        number = max(0, (_wall(low) - anchor) // length - 1)
        start = instant(anchor + number * length)
        while start < high:
            end = instant(anchor + (number + 1) * length)
            yield start, end, self._group(number)
            start, number = end, number + 1

    def _on_days(self, low: datetime, high: datetime) -> Iterator[tuple[datetime, datetime, tuple[str, ...]]]:
        row = self.row
        first, last = row.span
        # without hours of its own a duty ends where the next one begins
        hands_over = row.opens is None and row.turn is not None
        day = local(low).date() - 2 * _DAY
        while day <= local(high).date():
            if self._fits(day):
                people = row.people if row.turn is None else self._on_turn(day, first)
                start = minute_of(day, first)
                if row.turn is None and self._first is not None:
                    start = max(start, self._first)
                yield start, minute_of(day, last, last=not hands_over), people
            day += _DAY

    def _fits(self, day: date) -> bool:
        found = self._calendar.day(day)
        return any(found.fits(word) for word in self.row.days)

    def _on_turn(self, day: date, first: int) -> tuple[str, ...]:
        """Whose turn a duty is that begins on this day; nobody's before the first hand-over."""
        anchor = self.row.start
        begins = datetime.combine(day, datetime.min.time()) + timedelta(minutes=first)
        if anchor is None or begins < anchor:
            return ()
        if self.row.turn is Turn.VECKA:
            return self._group((begins - anchor) // _WEEK)
        while self._counted_to <= day:
            if self._fits(self._counted_to):
                self._counted.append(self._counted_to)
            self._counted_to += _DAY
        return self._group(bisect_left(self._counted, day))

    def _group(self, number: int) -> tuple[str, ...]:
        people, each = self.row.people, self.row.each
        return tuple(people[(number * each + place) % len(people)] for place in range(each))


def _wall(at: datetime) -> datetime:
    return local(at).replace(tzinfo=None)
