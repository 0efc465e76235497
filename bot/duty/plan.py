"""A unit's duty worked out ahead: its rows, temporary schedules and changes put together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.duty.calendar import DayCalendar
from bot.duty.entries import OverrideEntry, RosterEntry
from bot.duty.localtime import instant
from bot.duty.roster import Crew, Slot, crew, slots
from bot.duty.spans import RowSpans


@dataclass(frozen=True)
class Stretch:
    """The same slots from an instant up to another."""

    start: datetime
    end: datetime
    slots: tuple[Slot, ...]
    crew: Crew


@dataclass(frozen=True)
class Temporary:
    """A schedule that replaces the ordinary one from its first start to its last end."""

    name: str
    start: datetime
    end: datetime


def temporaries(rows: Sequence[RosterEntry]) -> tuple[Temporary, ...]:
    """The temporary schedules of a unit's rows, in the order of the register."""
    found: dict[str, Temporary] = {}
    for row in rows:
        if row.temporary is None or row.start is None or row.end is None:
            continue
        start, end = instant(row.start), instant(row.end, last=True)
        known = found.get(row.temporary, Temporary(row.temporary, start, end))
        found[row.temporary] = Temporary(row.temporary, min(start, known.start), max(end, known.end))
    return tuple(found.values())


class UnitPlan:
    """Answers for one unit of one register, and remembers what it has worked out, month by month (UTC)."""

    def __init__(
        self,
        rows: Sequence[RosterEntry],
        overrides: Sequence[OverrideEntry],
        everyone: tuple[str, ...],
        calendar: DayCalendar,
    ) -> None:
        self._rows = [RowSpans(row, calendar) for row in rows]
        self._temporary = temporaries(rows)
        self._overrides = tuple(overrides)
        self._everyone = everyone
        self._months: dict[tuple[int, int], tuple[list[datetime], list[Stretch]]] = {}

    def at(self, at: datetime) -> Stretch:
        """What holds at the instant; its ends are no further off than the month's."""
        utc = at.astimezone(UTC)
        starts, found = self._month(utc.year, utc.month)
        return found[bisect_right(starts, utc) - 1]

    def between(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """What holds between two instants, without gaps; the slots may be the same in two that touch."""
        low, high = start.astimezone(UTC), end.astimezone(UTC)
        while low < high:
            starts, found = self._month(low.year, low.month)
            for one in found[bisect_right(starts, low) - 1 :]:
                last = min(one.end, high)
                yield Stretch(low, last, one.slots, one.crew)
                low = last
                if low >= high:
                    return

    def _month(self, year: int, month: int) -> tuple[list[datetime], list[Stretch]]:
        known = self._months.get((year, month))
        if known is None:
            low = datetime(year, month, 1, tzinfo=UTC)
            high = (low + timedelta(days=31)).replace(day=1)
            found = self._work_out(low, high)
            known = self._months[year, month] = [one.start for one in found], found
        return known

    def _work_out(self, low: datetime, high: datetime) -> list[Stretch]:
        spans = [(one.row.temporary, span) for one in self._rows for span in one.between(low, high)]
        edges = {low, high}
        bounds = [(span.start, span.end) for _, span in spans]
        bounds += [(one.start, one.end) for one in self._temporary]
        bounds += [(one.start, one.end) for one in self._overrides]
        edges |= {edge for bound in bounds for edge in bound if low < edge < high}
        inner = sorted(edges)
        named: list[list[tuple[str | None, tuple[str, ...]]]] = [[] for _ in inner[1:]]
        for temporary, span in spans:
            for place in range(bisect_left(inner, span.start), bisect_left(inner, span.end)):
                named[place].append((temporary, span.people))
        return [
            self._stretch(start, end, held) for start, end, held in zip(inner, inner[1:], named, strict=False)
        ]

    def _stretch(
        self, start: datetime, end: datetime, held: Sequence[tuple[str | None, tuple[str, ...]]]
    ) -> Stretch:
        replaced = any(one.start <= start < one.end for one in self._temporary)
        people = [who for name, group in held if (name is not None) is replaced for who in group]
        changes = [one for one in self._overrides if one.start <= start < one.end]
        found = slots(people, changes)
        return Stretch(start, end, found, crew(found, self._everyone))
