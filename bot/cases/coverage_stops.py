"""The units of a register as chains meet them; equal hours are worked out once, whoever has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.cases.coverage_chain import Stop
from bot.cases.coverage_spans import Line, constant
from bot.cases.entries import Urgency
from bot.cases.times import step_allowed
from bot.duty.facts import Duty, UnitEntry, people_of, unit, units
from bot.register.section import Snapshot

_AHEAD: Final = timedelta(days=14)
"""Hours are worked out so far past the period, for what is raised at its end."""


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def circle_from(snapshot: Snapshot, first: UnitEntry) -> tuple[str, ...]:
    """The circle that ``next`` leads into from the unit, its first unit again at the end; or none.

    A unit for exercises is nobody's next.
    """
    passed: list[str] = []
    reached: UnitEntry | None = first
    while reached is not None:
        if reached.id in passed:
            return (*passed[passed.index(reached.id) :], reached.id)
        passed.append(reached.id)
        reached = _next(snapshot, reached)
    return ()


def _next(snapshot: Snapshot, one: UnitEntry) -> UnitEntry | None:
    found = unit(snapshot, one.next) if one.next else None
    return None if found is None or found.exercise else found


class Stops:
    """Made for one register and one period."""

    def __init__(self, snapshot: Snapshot, duty: Duty, start: datetime, end: datetime) -> None:
        self.snapshot = snapshot
        self.duty = duty
        self.start = start
        self.end = end
        self._always = constant(holds=True)
        self._lines: dict[tuple[object, ...], Line] = {}
        self._stops: dict[tuple[str, str | None, Urgency], Stop] = {}
        self._circular = {one.id for one in units(snapshot) if circle_from(snapshot, one)}
        self._staffed = {one.id for one in units(snapshot) if people_of(snapshot, one.id)}

    def stop(self, found: UnitEntry, kommun: str | None, urgency: Urgency) -> Stop:
        """The unit for cases whose hours are this kommun's."""
        key = (found.id, kommun, urgency)
        known = self._stops.get(key)
        if known is None:
            opening, circular = self._opening(found, kommun), found.id in self._circular
            following = None if circular else _next(self.snapshot, found)
            known = self._stops[key] = Stop(
                unit=found.id,
                opening=opening,
                always=opening is self._always,
                opens_next=self._opens_next(found, kommun),
                staffed=found.id in self._staffed,
                allowed=int(step_allowed(self.snapshot, found, urgency).total_seconds()),
                next=self.stop(following, kommun, urgency) if following else None,
                circular=circular,
            )
        return known

    def _opening(self, found: UnitEntry, kommun: str | None) -> Line:
        rules = [rule for rule in found.open if not rule.kommuner or kommun in rule.kommuner]
        dated = any(word[:1].isdigit() for rule in rules for word in rule.days)
        if rules and rules[0].always and not rules[0].days and not dated:
            return self._always
        key = tuple((rule.days, rule.spans) if rule.days else rule.spans for rule in rules)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line(self._hours(found, kommun), seconds(self.end + _AHEAD))
        return line

    def _hours(self, found: UnitEntry, kommun: str | None) -> Callable[[int], Sequence[int]]:
        def make(far: int) -> Sequence[int]:
            held = self.duty.hours.intervals(found, self.start, instant(far), kommun)
            return [seconds(edge) for one in held for edge in (one.start, one.end)]

        return make

    def _opens_next(self, found: UnitEntry, kommun: str | None) -> Callable[[int], int | None]:
        def opens_next(at: int) -> int | None:
            opening = self.duty.opens_next(found, instant(at), kommun)
            return seconds(opening) if opening else None

        return opens_next
