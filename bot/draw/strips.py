"""A year on a strip for each row: which class each time belongs to, for a phone's screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from babel.dates import format_date

from bot.draw.looks import Look
from bot.draw.picture import Picture, picture_of
from bot.draw.sheet import INNER, MARGIN, WIDTH, Drawing, Sheet

_TALL, _OVER = 9.0, 2.0
_NARROWEST = 3.0
_WEEK = timedelta(days=7)
_JANUARY = 1


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

    A column is a week and shows how much of it is of each kind, in the order of ``kinds`` from below.
    What looks like ``Look.ALERT`` is drawn over that where it is, and never narrower than the eye can see.
    """

    title: str
    start: datetime
    end: datetime
    zone: tzinfo
    language: str
    kinds: Sequence[Kind]
    rows: Sequence[Row]


def draw_strips(value: Strips) -> Picture:
    """In a thread: ``await asyncio.to_thread(draw_strips, value)``."""
    return picture_of(strips(value))


def strips(value: Strips) -> Drawing:
    sheet = Sheet(value.title)
    sheet.legend((kind.look, kind.words) for kind in value.kinds)
    months = [(_x(value, at), words) for at, words in _months(value)]
    sheet.scale(months)
    sheet.y += 3
    for row in value.rows:
        sheet.label(row.label, row.note)
        _strip(sheet, value, row, [x for x, _ in months])
        sheet.y += 3
    sheet.scale(months)
    return sheet.finished()


def _strip(sheet: Sheet, value: Strips, row: Row, months: Sequence[float]) -> None:
    top = sheet.y
    for (x, wide), parts in _columns(value, row):
        bottom = top + _TALL
        for kind, share in parts:
            tall = share * _TALL
            bottom -= tall
            sheet.box(x, bottom, wide, tall, kind.look)
    for x in months:
        sheet.rule(x, top, top + _TALL)
    sheet.box(MARGIN, top, INNER, _TALL)
    for left, right in _alerts(value, row):
        sheet.box(left, top - _OVER, right - left, _TALL + 2 * _OVER, Look.ALERT)
    sheet.y = top + _TALL + _OVER


def _alerts(value: Strips, row: Row) -> Iterator[tuple[float, float]]:
    """Where they are drawn; those that would touch are one."""
    found: list[tuple[float, float]] = []
    spans = (span for span in row.spans if span.kind.look is Look.ALERT)
    for span in sorted(spans, key=lambda span: span.start):
        if span.end <= value.start or span.start >= value.end:
            continue
        left, right = _x(value, span.start), _x(value, span.end)
        missing = max(0.0, _NARROWEST - (right - left)) / 2
        left = min(max(MARGIN, left - missing), WIDTH - MARGIN - _NARROWEST)
        right = min(max(left + _NARROWEST, right + missing), WIDTH - MARGIN)
        if found and left <= found[-1][1]:
            left, last = found.pop()
            right = max(last, right)
        found.append((left, right))
    yield from found


_Parts = tuple[tuple[Kind, float], ...]


def _columns(value: Strips, row: Row) -> Iterator[tuple[tuple[float, float], _Parts]]:
    """Place, width and parts of each column; neighbours that are alike are one."""
    weeks = [_parts(value, number, times) for number, times in enumerate(_times(value, row))]
    for parts, alike in groupby(enumerate(weeks), key=lambda week: week[1]):
        numbers = [number for number, _ in alike]
        left = _x(value, value.start + _WEEK * numbers[0])
        right = _x(value, value.start + _WEEK * (numbers[-1] + 1))
        yield (left, right - left), parts


def _times(value: Strips, row: Row) -> list[Counter[Kind]]:
    """For each week the seconds of each kind."""
    weeks: list[Counter[Kind]] = [Counter() for _ in range(-((value.start - value.end) // _WEEK))]
    for span in row.spans:
        at, end = max(span.start, value.start), min(span.end, value.end)
        while at < end:
            number = (at - value.start) // _WEEK
            upto = min(end, value.start + _WEEK * (number + 1))
            weeks[number][span.kind] += int((upto - at).total_seconds())
            at = upto
    return weeks


def _parts(value: Strips, week: int, times: Counter[Kind]) -> _Parts:
    """How much of a week is of each kind; what is little is shown as a tenth all the same."""
    seconds = min(_WEEK, value.end - value.start - _WEEK * week).total_seconds()
    kinds = [kind for kind in value.kinds if kind.look is not Look.ALERT and times[kind]]
    shares = [max(0.1, round(times[kind] / seconds, 2)) for kind in kinds]
    whole = max(1.0, sum(shares))
    return tuple((kind, share / whole) for kind, share in zip(kinds, shares, strict=True))


def _x(value: Strips, at: datetime) -> float:
    share = (at - value.start) / (value.end - value.start)
    return MARGIN + INNER * min(1.0, max(0.0, share))


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
