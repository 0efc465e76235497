"""One chain for all instants of a period at once: ``routing.picks`` as a tree over stretches of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.cases.certificate import Cause
from bot.cases.coverage_spans import Line, Seg, Segs, later, split, waiting


@dataclass(frozen=True, eq=False)
class Stop:
    """A unit as a chain meets it: its hours for one kommun, and the time that a step there has."""

    unit: str
    opening: Line
    always: bool
    """It is open at every instant."""
    opens_next: Callable[[int], int | None]
    """For what the line does not reach."""
    staffed: bool
    """Anybody belongs to it: a roster that names nobody leaves all of them on duty."""
    allowed: int
    """Seconds until the next step."""
    next: Stop | None
    circular: bool
    """Its ``next`` leads, over however many units, in a circle."""

    @property
    def final(self) -> bool:
        """No chain goes on from here."""
        return self.circular or (self.always and self.staffed)


@dataclass(frozen=True)
class Choice:
    """A row's unit; ``must_be_open`` when the row counts only while it is."""

    stop: Stop
    must_be_open: bool
    together: tuple[Stop, ...] = ()
    """When the row comes first, one of these has to take the case too, in a chain of its own."""


@dataclass(frozen=True)
class Chain:
    """All that decides which way a case goes."""

    choices: tuple[Choice, ...]
    fallback: Stop | None
    office: bool
    """It can wait for the office: the clock of a step runs from the unit's opening."""
    steps: int

    def signature(self) -> tuple[object, ...]:
        """Equal for two chains that go the same ways through units that differ in nothing but their names."""
        names = self.units()
        places = {unit: place for place, unit in enumerate(names)}

        def shape(stop: Stop | None) -> tuple[object, ...]:
            if stop is None:
                return ()
            own = (places[stop.unit], id(stop.opening), stop.staffed, stop.allowed, stop.circular)
            return (*own, shape(stop.next))

        rows = tuple(
            (one.must_be_open, shape(one.stop), tuple(shape(also) for also in one.together))
            for one in self.choices
        )
        return (self.office, self.steps, rows, shape(self.fallback))

    def units(self) -> tuple[str, ...]:
        """Every unit that the chain can reach, each once."""
        found: dict[str, None] = {}
        named = (stop for choice in self.choices for stop in (choice.stop, *choice.together))
        for stop in (*named, self.fallback):
            reached = stop
            while reached is not None:
                found.setdefault(reached.unit)
                reached = reached.next
        return tuple(found)


def chain_of(choices: Iterable[Choice], fallback: Stop | None, *, office: bool, steps: int) -> Chain:
    """Without what is never reached: a row said twice, and whatever stands after one that always answers."""
    kept: dict[tuple[int, bool], Choice] = {}
    for choice in choices:
        kept.setdefault((id(choice.stop), choice.must_be_open), choice)
        if choice.stop.final and (choice.stop.always or not choice.must_be_open):
            break
    return Chain(tuple(kept.values()), fallback, office, steps)


@dataclass
class Walked:
    """Where the cases of a period end."""

    gaps: list[tuple[int, int, Cause]] = field(default_factory=list)
    answers: list[tuple[int, int, str]] = field(default_factory=list)
    """Stretches and the unit that answers, in no order."""
    answering: set[str] = field(default_factory=set)
    intervals: int = 0


def walk(chain: Chain, start: int, end: int) -> Walked:
    """Follow the chain for every case raised from ``start`` up to ``end``."""
    walker = _Walker(chain)
    walker.go_on([Seg(start, end)], (), None, nobody=False)
    return walker.found


class _Walker:
    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.found = Walked()

    def go_on(self, segs: Segs, used: Sequence[str], last: Stop | None, *, nobody: bool) -> None:
        """The next step of cases that have all been through ``used``."""
        if last is not None and last.next is not None and last.next.unit not in used:
            taken, segs = split(segs, last.next.opening)
            self._arrive(taken, last.next, used, nobody=nobody)
        for choice in self.chain.choices:
            if not segs:
                return
            if choice.stop.unit in used:
                continue
            taken, segs = split(segs, choice.stop.opening) if choice.must_be_open else (segs, [])
            if not used:
                self._second(taken, choice)
            self._arrive(taken, choice.stop, used, nobody=nobody)
        if not segs:
            return
        if used:
            self._note(segs, Cause.NOBODY if nobody else Cause.CLOSED)
        else:
            self._fall_back(segs)

    def _second(self, segs: Segs, choice: Choice) -> None:
        """The leg of the unit that has to take as well; one that the register lacks is only flagged."""
        others = tuple(
            Choice(also, must_be_open=False) for also in choice.together if also.unit != choice.stop.unit
        )
        if segs and others:
            leg = _Walker(Chain(others, None, self.chain.office, self.chain.steps))
            leg.go_on(segs, (), None, nobody=False)
            self.found.gaps += leg.found.gaps
            self.found.intervals += leg.found.intervals
            self.found.answering |= leg.found.answering

    def _arrive(self, segs: Segs, stop: Stop, used: Sequence[str], *, nobody: bool) -> None:
        if not segs:
            return
        if stop.circular:
            self._note(segs, Cause.CIRCLE)
            return
        present, away = self._meet(segs, stop)
        passed = (*used, stop.unit)
        if stop.staffed:
            if len(passed) <= self.chain.steps:
                self._answer(present, stop)
            else:
                self._note(present, Cause.STEPS)
        elif present:
            self.go_on(later(present, stop.allowed), passed, stop, nobody=True)
        if away:
            self.go_on(later(away, stop.allowed), passed, stop, nobody=nobody)

    def _meet(self, segs: Segs, stop: Stop) -> tuple[Segs, Segs]:
        """Those that find the unit open, or can wait until it opens; and the others."""
        present, away = split(segs, stop.opening)
        if self.chain.office and away:
            waits, away = waiting(away, stop.opening, stop.opens_next)
            present += waits
        return present, away

    def _fall_back(self, segs: Segs) -> None:
        """No unit of the table: the register's reserve is alarmed, and nobody after it."""
        stop, empty = self.chain.fallback, not self.chain.choices
        if stop is None:
            self._note(segs, Cause.NO_ROW if empty else Cause.CLOSED)
        elif stop.circular:
            self._note(segs, Cause.CIRCLE)
        else:
            present, away = self._meet(segs, stop)
            mute = Cause.NO_ROW if empty else Cause.NOBODY
            self._note(present, Cause.RESERVE if stop.staffed else mute)
            self._note(away, Cause.NO_ROW if empty else Cause.CLOSED)

    def _answer(self, segs: Segs, stop: Stop) -> None:
        self.found.intervals += len(segs)
        self.found.answers += [(seg.start, seg.end, stop.unit) for seg in segs]
        if segs:
            self.found.answering.add(stop.unit)

    def _note(self, segs: Segs, cause: Cause) -> None:
        self.found.intervals += len(segs)
        self.found.gaps += [(seg.start, seg.end, cause) for seg in segs]
