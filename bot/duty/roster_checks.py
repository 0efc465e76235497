"""What shows of rosters when the whole register is read: unknown people, overlaps, hours without a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, Final

from bot.actors.facts import person
from bot.duty.calendar import DayCalendar
from bot.duty.entries import OverrideEntry, RosterEntry, UnitEntry
from bot.duty.facts import counts, unit
from bot.duty.hours import Interval, OpeningHours
from bot.duty.localtime import exists, instant, local, twice
from bot.duty.plan import Temporary, UnitPlan, temporaries
from bot.duty.spans import RowSpans, Span
from bot.register.section import RegisterFault, Snapshot

_AHEAD: Final = timedelta(days=400)
_ODD_HOUR: Final = "02:00", "03:00"
"""Between these the wall clock skips an hour in spring and has it twice in autumn.

Two o'clock itself is left alone: it is when a jour closes by agreement, and in spring it is the change.
"""

Faults = Iterator[RegisterFault]


def check_rosters(snapshot: Snapshot, now: Callable[[], datetime]) -> Faults:
    rows = tuple(snapshot.of(RosterEntry).values())
    for row in rows:
        if row.unit not in snapshot.of(UnitEntry):
            yield _row(row, "unit", "roster.unit", unit=row.unit)
        for number, user_id in enumerate(row.people):
            if person(snapshot, user_id) is None:
                yield _row(row, f"people.{number}", "roster.person", person=user_id)
        yield from _moments(row)
    calendar = DayCalendar()
    for unit_id in dict.fromkeys(row.unit for row in rows):
        own = [row for row in rows if row.unit == unit_id]
        look = _Look(own, calendar, now())
        yield from look.overlaps()
        yield from look.temporary_overlaps()
        if (found := unit(snapshot, unit_id)) is not None:
            yield from look.holes(found)
    yield from _gone(snapshot, now())


def _moments(row: RosterEntry) -> Faults:
    """Wall times in the nights when the clock changes."""
    for key, moment, taken in (("start", row.start, "den första"), ("end", row.end, "den andra")):
        if moment is None:
            continue
        wall = f"{moment:%Y-%m-%d %H:%M}"
        if not exists(moment):
            yield _row(row, key, "roster.gap", wall=wall)
        elif twice(moment):
            yield _row(row, key, "roster.twice", warning=True, wall=wall, taken=taken)
    hands_over = f"{row.start:%H:%M}" if row.turn and row.start and not row.opens else None
    for key, clock in (("start", hands_over), ("from", row.opens), ("to", row.closes)):
        if clock is not None and _ODD_HOUR[0] < clock < _ODD_HOUR[1]:
            yield _row(row, key, "roster.odd_nights", warning=True, wall=clock)


class _Look:
    """One unit's rows over the time ahead."""

    def __init__(self, rows: Sequence[RosterEntry], calendar: DayCalendar, now: datetime) -> None:
        self._rows = rows
        self._calendar = calendar
        self._start, self._end = now, now + _AHEAD
        self._spans = {row.id: tuple(RowSpans(row, calendar).between(self._start, self._end)) for row in rows}

    def overlaps(self) -> Faults:
        """Rows that have the same person on duty at the same time: one of them is meant otherwise."""
        for other, row in combinations(self._rows, 2):
            if other.temporary != row.temporary or set(row.people).isdisjoint(other.people):
                continue
            at = _first_shared(self._spans[row.id], self._spans[other.id])
            if at is not None:
                yield _row(row, None, "roster.overlap", warning=True, other=other.id, at=_wall(at))

    def temporary_overlaps(self) -> Faults:
        for other, one in combinations(temporaries(self._rows), 2):
            if one.start < other.end and other.start < one.end:
                row = next(row for row in self._rows if row.temporary == one.name)
                yield _row(row, "temporary", "roster.temporary_overlap", warning=True, other=other.name)

    def holes(self, here: UnitEntry) -> Faults:
        """Hours in which the unit answers and the roster names nobody; inside a temporary schedule apart."""
        plan = UnitPlan(self._rows, (), (), self._calendar)
        hours = OpeningHours(self._calendar)
        kommuner = {code for rule in here.open for code in rule.kommuner}
        temporary = temporaries(self._rows)
        found: dict[str | None, list[Interval]] = {}
        for first, last in self._named_for():
            opened = [part for code in (None, *kommuner) for part in hours.intervals(here, first, last, code)]
            unnamed = (one for one in plan.between(first, last) if not one.crew.named)
            for one in unnamed:
                for part in opened:
                    start, end = max(one.start, part.start), min(one.end, part.end)
                    if start < end:
                        found.setdefault(_within(temporary, start), []).append(Interval(start, end))
        for name, parts in found.items():
            row = next(row for row in self._rows if row.temporary == name)
            holes = _joined(parts)
            fields = {"start": _wall(holes[0].start), "end": _wall(holes[0].end), "count": len(holes)}
            code = "roster.hole" if name is None else "roster.temporary_hole"
            yield _row(row, None, code, warning=True, name=name, **fields)

    def _named_for(self) -> Iterator[tuple[datetime, datetime]]:
        """When the roster means to name somebody: always, or as long as its dated rows go."""
        ordinary = [row for row in self._rows if row.temporary is None]
        if any(row.end is None for row in ordinary):
            starts = [instant(row.start) if row.start else self._start for row in ordinary]
            yield max(self._start, min(starts)), self._end
            return
        spans = [span for row in ordinary for span in self._spans[row.id]]
        if spans:
            yield min(span.start for span in spans), max(span.end for span in spans)
        for one in temporaries(self._rows):
            if one.start < self._end and one.end > self._start:
                yield max(one.start, self._start), min(one.end, self._end)


def _first_shared(mine: Sequence[Span], theirs: Sequence[Span]) -> datetime | None:
    """When two rows first have one person on duty both."""
    place = 0
    for span in mine:
        while place < len(theirs) and theirs[place].end <= span.start:
            place += 1
        for other in theirs[place:]:
            if other.start >= span.end:
                break
            if not set(span.people).isdisjoint(other.people):
                return max(span.start, other.start)
    return None


def _within(temporary: Iterable[Temporary], at: datetime) -> str | None:
    return next((one.name for one in temporary if one.start <= at < one.end), None)


def _joined(parts: Iterable[Interval]) -> list[Interval]:
    found: list[Interval] = []
    for part in sorted(parts, key=lambda one: one.start):
        if found and part.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, part.end))
        else:
            found.append(part)
    return found


def _gone(snapshot: Snapshot, now: datetime) -> Faults:
    """Changes made in chat that count no longer."""
    for change in snapshot.of(OverrideEntry).values():
        if change.end > now and not counts(snapshot, change):
            fields = {"number": change.id, "unit": change.unit, "person": change.person}
            yield RegisterFault("roster", "", None, "roster.override_gone", fields, warning=True)


def _wall(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def _row(
    row: RosterEntry, key: str | None, code: str, *, warning: bool = False, **fields: Any
) -> RegisterFault:
    return RegisterFault("roster", row.id, key, code, fields, warning)
