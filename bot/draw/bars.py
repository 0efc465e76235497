"""Times as bars on a scale that gives minutes and hours their room, with the numbers written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from bot.draw.looks import Look
from bot.draw.picture import Picture, picture_of
from bot.draw.sheet import INNER, MARGIN, Drawing, Sheet

_TALL = 9.0
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SHORTEST = 15.0
_BESIDE_TEN = 300
"""Five minutes stand so near to ten that there is no room for the unit twice."""
_MARKS = (60, 300, 600, 3600, 6 * 3600, 86400)
_LONGEST = 2 * 86400
"""Where the scale ends at the latest, or the minutes would have no room; a longer bar goes over the edge."""


@dataclass(frozen=True)
class Bar:
    """One measure: seconds within which half of them were, and nine of ten; None where there are none."""

    label: str
    half: float | None
    most: float | None
    note: str = ""
    """Stands after the two times: how many there were, for instance."""


@dataclass(frozen=True)
class BarGroup:
    """``label``: whose measures they are."""

    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Bars:
    """What to draw.

    Example::

        Bars(
            title="Svarstider, januari till mars 2026",
            half="hälften inom", most="nio av tio inom",
            groups=(
                BarGroup("Socialjouren Stockholm", (
                    Bar("från larm till tagen", 240, 720, note="31 st"),
                    Bar("från larm till kontakt", 540, 2400, note="29 st"),
                )),
            ),
        )
    """

    title: str
    half: str
    most: str
    groups: Sequence[BarGroup]


def draw_bars(value: Bars) -> Picture:
    """In a thread: ``await asyncio.to_thread(draw_bars, value)``."""
    return picture_of(bars(value))


def bars(value: Bars) -> Drawing:
    sheet = Sheet(value.title)
    sheet.legend(((Look.PLAIN, value.half), (Look.LINES, value.most)))
    longest = min(max([_HOUR, *_times(value)]) * 1.15, _LONGEST)
    marks = [mark for mark in _MARKS if mark < longest]
    scale = [(_x(mark, longest), "5" if mark == _BESIDE_TEN else written(mark)) for mark in marks]
    sheet.scale(scale)
    for group in value.groups:
        sheet.heading(group.label)
        for bar in group.bars:
            sheet.label(bar.label, _numbers(bar))
            _bar(sheet, bar, longest, [x for x, _ in scale])
            sheet.y += 4
    sheet.scale(scale)
    return sheet.finished()


def written(seconds: float) -> str:
    """A time with its units, as people read it in Swedish and in English."""
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    minutes = round(seconds / _MINUTE)
    if minutes < _HOUR // _MINUTE:
        return f"{minutes} min"
    if minutes < _DAY // _MINUTE:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, hours = divmod(round(seconds / _HOUR), 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def _times(value: Bars) -> Iterator[float]:
    for group in value.groups:
        for bar in group.bars:
            yield from (time for time in (bar.half, bar.most) if time is not None)


def _numbers(bar: Bar) -> str:
    times = " · ".join(written(time) for time in (bar.half, bar.most) if time is not None)
    return ", ".join(part for part in (times, bar.note) if part) or "–"


def _bar(sheet: Sheet, bar: Bar, longest: float, marks: Sequence[float]) -> None:
    top = sheet.y
    for x in marks:
        sheet.rule(x, top - 1, top + _TALL + 1)
    half = _x(bar.half, longest) if bar.half is not None else MARGIN
    if bar.most is not None:
        most = max(half, _x(bar.most, longest))
        sheet.box(half, top + 2, most - half, _TALL - 4, Look.LINES)
        sheet.box(half, top + 2, most - half, _TALL - 4)
        if bar.most <= longest:
            sheet.rule(most, top - 1, top + _TALL + 1, strong=True)
    if bar.half is not None:
        sheet.box(MARGIN, top, half - MARGIN, _TALL, Look.PLAIN)
    sheet.y = top + _TALL


def _x(seconds: float, longest: float) -> float:
    """Even steps for a doubling, from a quarter of a minute on; what is shorter has still a visible bar."""
    share = log(max(seconds, _SHORTEST) / _SHORTEST) / log(longest / _SHORTEST)
    return MARGIN + 4 + (INNER - 4) * min(1.0, share)
