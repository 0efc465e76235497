"""Arithmetic on stretches of time: when does what holds later on hold, seen from now.

Instants are whole seconds since 1970. A line is a sorted list of instants at which something begins to hold,
ceases to hold, and so on in turn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

ALWAYS: Final = (-(2**62),)
NEVER: Final = ()
_MORE: Final = 40 * 86_400


class Line:
    """When something holds. It is worked out as far as it is asked for, some weeks at a time."""

    def __init__(self, make: Callable[[int], Sequence[int]], far: int) -> None:
        self._make = make
        self._far = far
        self._edges = make(far)

    def upto(self, instant: int) -> Sequence[int]:
        """The edges, right for every instant before this one and for itself."""
        if instant >= self._far:
            self._far = instant + _MORE
            self._edges = self._make(self._far)
        return self._edges


def constant(*, holds: bool) -> Line:
    return Line(lambda _far: ALWAYS if holds else NEVER, 2**62)


class Seg(NamedTuple):
    """Cases raised from ``start`` up to ``end``, and the instant at which their chain now stands.

    That is so much after the case was raised (``reached`` is an amount), or when ``fixed``
    the same instant for all of them: those that wait for an office's opening.
    """

    start: int
    end: int
    reached: int = 0
    fixed: bool = False


Segs = list[Seg]


def split(segs: Iterable[Seg], line: Line) -> tuple[Segs, Segs]:
    """Those for which the line holds at the instant that they have reached, and the others."""
    found: tuple[Segs, Segs] = ([], [])
    for seg in segs:
        start, end, reached, fixed = seg
        if fixed:
            found[_holds(line, reached)].append(seg)
            continue
        edges = line.upto(end + reached)
        at = bisect_right(edges, start + reached)
        while at < len(edges) and (stop := edges[at] - reached) < end:
            found[at & 1].append(Seg(start, stop, reached))
            start, at = stop, at + 1
        found[at & 1].append(seg if start == seg.start else Seg(start, end, reached))
    return found[1], found[0]


def _holds(line: Line, instant: int) -> int:
    return bisect_right(line.upto(instant), instant) & 1


def later(segs: Iterable[Seg], seconds: int) -> Segs:
    return [Seg(start, end, reached + seconds, fixed) for start, end, reached, fixed in segs]


def waiting(closed: Iterable[Seg], line: Line, opens_next: Callable[[int], int | None]) -> tuple[Segs, Segs]:
    """Those that wait for the line to hold, standing where it does; and those for which it never will.

    The line must not hold for any of them, as after ``split``.
    """
    waits: Segs = []
    never: Segs = []
    for seg in closed:
        stands = seg.reached if seg.fixed else seg.start + seg.reached
        edges = line.upto(stands)
        at = bisect_right(edges, stands)
        opening = edges[at] if at < len(edges) else opens_next(stands)
        if opening is None:
            never.append(seg)
        else:
            waits.append(Seg(seg.start, seg.end, opening, fixed=True))
    return waits, never


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, with what touches or overlaps made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
