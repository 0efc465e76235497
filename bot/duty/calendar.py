"""What kind of day a date is in Sweden, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import holidays
from holidays.constants import DE_FACTO, OPTIONAL, PUBLIC

from bot.duty.words import WEEKDAYS, DayKind

_SUNDAY: Final = 6
_SATURDAY: Final = 5
_HALF_DAY: Final = re.compile(r"\s*\(från kl\. 14\.00\)$")
_KLAMDAG: Final = "Klämdag"


_EQUAL: Final = frozenset({"Midsommarafton", "Julafton", "Nyårsafton"})
"""Eves that the law puts beside a Sunday."""


@dataclass(frozen=True)
class Day:
    """A date with everything that a row of hours can name."""

    date: date
    names: tuple[str, ...]
    """``Julafton``; empty on a day without a name of its own, two where holidays meet."""
    kinds: frozenset[DayKind]

    def fits(self, word: str) -> bool:
        """True when a row with this word (as ``words.read_day`` keeps it) means this day."""
        if word in self.kinds:
            return True
        if word[:1].isdigit():
            return word == self.date.isoformat()
        if any(word == name.lower() for name in self.names):
            return True
        first, _, last = word.partition("-")
        if first not in WEEKDAYS:
            return False
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        here = self.date.weekday()
        return start <= here <= end if start <= end else here >= start or here <= end


@dataclass(frozen=True)
class _Listed:
    """What the library says of one date."""

    names: tuple[str, ...] = ()
    public: bool = False
    half: bool = False

    @property
    def free(self) -> bool:
        return self.public or any(name in _EQUAL for name in self.names)


class DayCalendar:
    """The days of Sweden, worked out a year at a time and remembered."""

    def __init__(self) -> None:
        self._years: dict[int, dict[date, _Listed]] = {}
        self._days: dict[date, Day] = {}

    def day(self, when: date) -> Day:
        known = self._days.get(when)
        if known is None:
            known = self._days[when] = self._make(when)
        return known

    def _make(self, when: date) -> Day:
        listed, weekday = self._listed(when), when.weekday()
        true_of = {
            DayKind.ALLA: True,
            DayKind.HELGDAG: listed.public,
            DayKind.ROD_DAG: listed.public or weekday == _SUNDAY,
            DayKind.HELG: weekday >= _SATURDAY,
            DayKind.VARDAG: self._works(when),
            DayKind.AFTON: any(name.endswith("afton") for name in listed.names),
            DayKind.HALVDAG: listed.half,
            DayKind.DAG_FORE_ROD_DAG: self._listed(when + timedelta(days=1)).free,
            DayKind.KLAMDAG: self._works(when)
            and not any(self._works(when + timedelta(days=step)) for step in (-1, 1)),
        }
        return Day(when, listed.names, frozenset(kind for kind, holds in true_of.items() if holds))

    def _works(self, when: date) -> bool:
        return when.weekday() < _SATURDAY and not self._listed(when).free

    def _listed(self, when: date) -> _Listed:
        year = self._years.get(when.year)
        if year is None:
            year = self._years[when.year] = _read_year(when.year)
        return year.get(when, _Listed())


def _read_year(year: int) -> dict[date, _Listed]:
    found: dict[date, _Listed] = {}
    for category in (PUBLIC, DE_FACTO, OPTIONAL):
        listed = holidays.country_holidays("SE", years=year, language="sv", categories=(category,))
        for when in listed:
            for label in listed.get_list(when):
                name = _HALF_DAY.sub("", label)
                if name == _KLAMDAG:  # ours covers every such day, the library's only the one after Ascension
                    continue
                known = found.get(when, _Listed())
                found[when] = _Listed(
                    (*known.names, name), known.public or category == PUBLIC, known.half or name != label
                )
    return found
