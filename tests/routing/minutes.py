"""Coverage worked out another way: the chain of each case walked minute by minute, many minutes at once.

What ``Brute`` has of a raw register, hours filled into one byte for each minute, is followed step by step as
the table is read; no stretch of time and nothing of the program's is used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.routing.brute import Brute, Rows

Minutes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Causes = dict[str, Flags]


class Walker:
    """Answers for one raw register."""

    def __init__(self, brute: Brute) -> None:
        self.brute = brute
        raw = brute.raw
        self.steps: int = raw.get("defaults", {}).get("steps", 2)
        self.fallback: str | None = raw.get("defaults", {}).get("fallback_unit")
        people = {one for person in raw["person"] for one in person.get("units", [])}
        self.staffed = people | {one["unit"] for one in raw.get("roster", [])}
        self.circular = {name for name in brute.units if self._goes_round(name)}
        self._open: dict[tuple[str, str | None], Flags] = {}
        self._opening: dict[tuple[str, str | None], Minutes] = {}

    def _goes_round(self, name: str) -> bool:
        """Following ``next`` as often as there are units ends nowhere."""
        reached: str | None = name
        for _ in range(len(self.brute.units) + 1):
            if reached is None:
                return False
            reached = self.brute.units[reached].get("next")
        return True

    def open(self, unit: str, kommun: str | None) -> Flags:
        held = self._open.get((unit, kommun))
        if held is None:
            held = np.frombuffer(self.brute.minutes(unit, kommun), dtype=np.uint8).astype(bool)
            self._open[unit, kommun] = held
        return held

    def opening(self, unit: str, kommun: str | None) -> Minutes:
        """For each minute the first one from it on in which the unit is open; -1 when none comes."""
        held = self._opening.get((unit, kommun))
        if held is None:
            flags = self.open(unit, kommun)
            never = len(flags)
            own = np.where(flags, np.arange(never), never)
            held = np.minimum.accumulate(own[::-1])[::-1]
            held = np.where(held == never, -1, held)
            self._opening[unit, kommun] = held
        return held

    def allowed(self, unit: str, urgency: str) -> int:
        own: str | None = self.brute.units[unit].get("step", {}).get(urgency)
        return int(own.split()[0]) if own else {"nu": 5, "idag": 30, "kontorstid": 60}[urgency]

    def causes(self, rows: Rows, urgency: str, minutes: Minutes) -> Causes:
        """In which of the minutes a case of these rows ends in which way other than with an answer."""
        return _Walk(self, rows, urgency, minutes).causes()


class _Walk:
    """One chain at many minutes."""

    def __init__(self, walker: Walker, rows: Rows, urgency: str, minutes: Minutes) -> None:
        self.walker = walker
        self.rows = rows
        self.urgency = urgency
        self.at = minutes.copy()
        count = len(minutes)
        self.going = np.ones(count, dtype=bool)
        self.mute = np.zeros(count, dtype=bool)
        self.found: Causes = {}
        self.used: dict[str, Flags] = {}
        self.depth = 0
        self.last: dict[tuple[str, str | None], Flags] = {}
        self.start = minutes
        self.first: dict[str, Flags] = {}

    def causes(self) -> Causes:
        self._walk()
        for row_id, flags in self.first.items():
            self._second(row_id, flags)
        return self.found

    def _second(self, row_id: str, flags: Flags) -> None:
        """The other unit that has to take it, in the minutes in which this row came first."""
        brute = self.walker.brute
        row = next(one for one in brute.raw["route"] if one["id"] == row_id)
        if "together" not in row:
            return
        own = {unit for unit, _, _, name in self.rows if name == row_id}
        places = [kommun for _, kommun, _, name in self.rows if name == row_id]
        others: Rows = [(row["together"], places[0], False, row_id)]
        if row["together"] in own:
            return
        for cause, found in (
            _Walk(self.walker, others, self.urgency, self.start[flags]).without_second().items()
        ):
            whole = np.zeros_like(flags)
            whole[flags] = found
            self.found[cause] = self.found.get(cause, np.zeros_like(flags)) | whole

    def without_second(self) -> Causes:
        self._walk()
        return self.found

    def _walk(self) -> None:
        while self.going.any():
            chosen = self._choose()
            placed = np.zeros_like(self.going)
            for flags in chosen.values():
                placed |= flags
            self._over(self.going & ~placed)
            self.depth += 1
            self.last = chosen
            for (unit, kommun), flags in chosen.items():
                self.used[unit] = self.used.get(unit, np.zeros_like(self.going)) | flags
                self._ask(unit, kommun, flags)

    def _choose(self) -> dict[tuple[str, str | None], Flags]:
        """Which unit is alarmed next, at each minute."""
        free = self.going.copy()
        chosen: dict[tuple[str, str | None], Flags] = {}

        def choose(unit: str, kommun: str | None, wanted: Flags, row_id: str | None = None) -> None:
            nonlocal free
            before = self.used.get(unit)
            taken = wanted & free if before is None else wanted & free & ~before
            if taken.any():
                known = chosen.get((unit, kommun))
                chosen[unit, kommun] = taken if known is None else known | taken
                free = free & ~taken
                if not self.depth and row_id is not None:
                    self.first[row_id] = self.first.get(row_id, np.zeros_like(taken)) | taken

        for (unit, kommun), flags in self.last.items():
            following = self.walker.brute.units[unit].get("next")
            if following:
                choose(following, kommun, flags & self._is_open(following, kommun))
        for unit, kommun, must, row_id in self.rows:
            choose(unit, kommun, self._is_open(unit, kommun) if must else free, row_id)
        return chosen

    def _is_open(self, unit: str, kommun: str | None) -> Flags:
        return self.walker.open(unit, kommun)[self.at]

    def _ask(self, unit: str, kommun: str | None, flags: Flags) -> None:
        """Whether anybody answers there; otherwise the time of the step goes by."""
        if unit in self.walker.circular:
            self._end("circle", flags)
            return
        here, start = self._here(unit, kommun, flags)
        if unit in self.walker.staffed:
            if self.depth > self.walker.steps:
                self._end("steps", flags & here)
            self.going &= ~(flags & here)
        else:
            self.mute |= flags & here
        self.at = np.where(flags, start + self.walker.allowed(unit, self.urgency), self.at)

    def _here(self, unit: str, kommun: str | None, flags: Flags) -> tuple[Flags, Minutes]:
        if self.urgency != "kontorstid":
            return self._is_open(unit, kommun), self.at
        opening = self.walker.opening(unit, kommun)[np.where(flags, self.at, 0)]
        return opening >= 0, np.where(opening >= 0, opening, self.at)

    def _over(self, flags: Flags) -> None:
        """No unit is left."""
        if not flags.any():
            return
        if self.depth:
            self._end("nobody", flags & self.mute)
            self._end("closed", flags & ~self.mute)
            return
        without = "no_row" if not self.rows else None
        reserve = self.walker.fallback
        if reserve is None:
            self._end(without or "closed", flags)
        elif reserve in self.walker.circular:
            self._end("circle", flags)
        else:
            here, _ = self._here(reserve, None, flags)
            answers = "reserve" if reserve in self.walker.staffed else without or "nobody"
            self._end(answers, flags & here)
            self._end(without or "closed", flags & ~here)

    def _end(self, cause: str, flags: Flags) -> None:
        if flags.any():
            self.found[cause] = self.found.get(cause, np.zeros_like(flags)) | flags
            self.going &= ~flags


def rows_by_person(raw: dict[str, Any], brute: Brute, case: dict[str, str]) -> tuple[str, ...]:
    """The rows that take the person, whatever the places."""
    anywhere = [
        {key: value for key, value in one.items() if key not in {"residence", "found"}}
        for one in raw["route"]
    ]
    return tuple(
        one["id"] for one in anywhere if brute.fits(one, {**case, "residence": "okänd", "found": "okänd"})
    )
