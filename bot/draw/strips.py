"""A year on a strip for each row: which class each time belongs to, for a phone's screen."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby

from babel.dates import format_date

from bot.draw.looks import Look
from bot.draw.picture import Picture, picture_of
from bot.draw.sheet import INNER, MARGIN, WIDTH, Drawing, Sheet

_TALL = 11.0
_NARROWEST, _LOWEST = 3.0, 2.0
"""What the eye still sees of a hole."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_FEW, _EACH = timedelta(days=60), timedelta(days=10)
"""Fewer days than the first have a column each; fewer than the second, a date each."""
_JANUARY, _MONDAY = 1, 0


@dataclass(frozen=True)
class Kind:
    """A class of times, as the legend names it."""

    words: str
    look: Look


@dataclass(frozen=True)
class Span:
    """From ``start`` until ``end`` it is of that kind."""

    start: datetime
    end: datetime
    kind: Kind


@dataclass(frozen=True)
class Row:
    """``note`` stands to the right in full: what the strip shows, in a word or a number."""

    label: str
    spans: Sequence[Span]
    note: str = ""


@dataclass(frozen=True)
class Strips:
    """What to draw. All times are aware; ``zone`` says where a month begins.

    Example::

        own, hole = Kind("egen jour svarar", Look.PLAIN), Kind("ingen svarar", Look.ALERT)
        Strips(
            title="Täckning 400 dagar från 22 november 2026",
            start=start, end=start + timedelta(days=400), zone=zone, language="sv",
            kinds=(own, hole),
            rows=(Row("Nacka", (Span(start, fails, own), Span(fails, back, hole)), note="1 lucka, 4 h"),),
        )

    A column is a week (of few days, a day) and its height is shared among the kinds as its time is, in the
    order of ``kinds`` from below. What looks like ``Look.ALERT`` is never smaller than the eye can see.
    ``remark`` says so below the title, and ``description`` in words what the whole shows.
    """

    title: str
    start: datetime
    end: datetime
    zone: tzinfo
    language: str
    kinds: Sequence[Kind]
    rows: Sequence[Row]
    remark: str = ""
    description: str = ""

    @property
    def by_day(self) -> bool:
        """True when a column is a day."""
        return self.end - self.start < _FEW


def draw_strips(value: Strips) -> Picture:
    """In a thread: ``await asyncio.to_thread(draw_strips, value)``."""
    return picture_of(strips(value))


def strips(value: Strips) -> Drawing:
    sheet = Sheet(value.title, value.description)
    sheet.remark(value.remark)
    sheet.legend((kind.look, kind.words) for kind in value.kinds)
    marks = [(_x(value, at), words) for at, words in (_dates(value) if value.by_day else _months(value))]
    sheet.scale(marks)
    sheet.y += 3
    for row in value.rows:
        sheet.label(row.label, row.note)
        _strip(sheet, value, row, [x for x, _ in marks])
        sheet.y += 3
    sheet.scale(marks)
    return sheet.finished()


def _strip(sheet: Sheet, value: Strips, row: Row, marks: Sequence[float]) -> None:
    top = sheet.y
    holes: list[tuple[float, float, float]] = []
    for (x, wide), parts in _columns(value, row):
        bottom = top + _TALL
        for kind, share in parts:
            tall = share * _TALL
            bottom -= tall
            if kind.look is Look.ALERT:
                holes.append((x, wide, tall))
            else:
                sheet.box(x, bottom, wide, tall, kind.look)
    for x in marks:
        sheet.rule(x, top, top + _TALL)
    sheet.box(MARGIN, top, INNER, _TALL)
    for x, wide, tall in holes:
        shown = max(wide, _NARROWEST)
        sheet.box(min(x, WIDTH - MARGIN - shown), top, shown, tall, Look.ALERT)
    sheet.y = top + _TALL


_Parts = tuple[tuple[Kind, float], ...]


def _columns(value: Strips, row: Row) -> Iterator[tuple[tuple[float, float], _Parts]]:
    """Place, width and parts of each column; neighbours that are alike are one."""
    edges = _edges(value)
    columns = [
        (start, end, _parts(value, end - start, times))
        for start, end, times in zip(edges, edges[1:], _times(edges, row), strict=False)
    ]
    for parts, same in groupby(columns, key=lambda column: column[2]):
        alike = list(same)
        left, right = _x(value, alike[0][0]), _x(value, alike[-1][1])
        yield (left, right - left), parts


def _edges(value: Strips) -> list[datetime]:
    """Where the columns begin, and where the last one ends; a day begins at midnight."""
    inner = (
        list(_midnights(value))
        if value.by_day
        else [value.start + _WEEK * number for number in range(1, -((value.start - value.end) // _WEEK))]
    )
    return [value.start, *inner, value.end]


def _times(edges: Sequence[datetime], row: Row) -> list[Counter[Kind]]:
    """For each column the seconds of each kind."""
    columns: list[Counter[Kind]] = [Counter() for _ in edges[1:]]
    for span in row.spans:
        at, end = max(span.start, edges[0]), min(span.end, edges[-1])
        while at < end:
            number = bisect_right(edges, at) - 1
            upto = min(end, edges[number + 1])
            columns[number][span.kind] += int((upto - at).total_seconds())
            at = upto
    return columns


def _parts(value: Strips, length: timedelta, times: Counter[Kind]) -> _Parts:
    """How much of a column is of each kind; what is little is shown as a little all the same."""
    found = {kind: round(times[kind] / length.total_seconds(), 2) for kind in value.kinds if times[kind]}
    holes = {kind: max(_LOWEST / _TALL, share) for kind, share in found.items() if kind.look is Look.ALERT}
    others = {kind: max(0.1, share) for kind, share in found.items() if kind not in holes}
    room = max(0.0, 1 - sum(holes.values()))
    squeezed = min(1.0, room / sum(others.values())) if others else 1.0
    return tuple((kind, holes.get(kind) or others[kind] * squeezed) for kind in found)


def _x(value: Strips, at: datetime) -> float:
    share = (at - value.start) / (value.end - value.start)
    return MARGIN + INNER * min(1.0, max(0.0, share))


def _midnights(value: Strips) -> Iterator[datetime]:
    day = value.start.astimezone(value.zone).date()
    while True:
        day += _DAY
        at = datetime(day.year, day.month, day.day, tzinfo=value.zone)
        if at.astimezone(UTC) >= value.end:
            return
        yield at.astimezone(UTC)


def _dates(value: Strips) -> Iterator[tuple[datetime, str]]:
    """Each day of very few, else the Mondays."""
    for at in (value.start, *_midnights(value)):
        day = at.astimezone(value.zone).date()
        if value.end - value.start < _EACH or day.weekday() == _MONDAY:
            yield at, format_date(day, "d MMM", locale=value.language).rstrip(".")


def _months(value: Strips) -> Iterator[tuple[datetime, str]]:
    """The firsts of the months; a January is named by its year."""
    first = value.start.astimezone(value.zone).date().replace(day=1)
    while True:
        at = datetime(first.year, first.month, 1, tzinfo=value.zone)
        if at >= value.end:
            return
        if at >= value.start:
            yield at, str(first.year) if first.month == _JANUARY else _month(first, value.language)
        first = (first + timedelta(days=32)).replace(day=1)


def _month(day: date, language: str) -> str:
    return format_date(day, "LLL", locale=language).rstrip(".")[:3]
