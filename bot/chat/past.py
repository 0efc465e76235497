"""Times that have been, as people write them (``14:10``, ``igår 22:30``, ``för 20 min sedan``)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.text import fold
from bot.errors import Refusal

_AGO = re.compile(
    r"(?:for\s+)?(?:(?P<days>\d{1,3}|en)\s*(?:dygn|dagar|dag|d|days?)\b)?\s*"
    r"(?:(?P<hours>\d{1,3}|en)\s*(?:timmar|timme|tim|hours?|h)\b\.?)?\s*"
    r"(?:(?P<minutes>\d{1,4}|en)\s*(?:minuter|minut|min|minutes?|m)\b\.?)?\s*(?:sedan|sen|ago)"
)
_CLOCK = re.compile(r"(?:(?:kl|at)\.?\s*)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})|(?P<tight>\d{2}))")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_SLASH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})")
_NOW = frozenset({"nu", "now", "just nu", "nyss"})
_BACK = (
    ("idag", 0),
    ("i dag", 0),
    ("today", 0),
    ("igar", 1),
    ("i gar", 1),
    ("yesterday", 1),
    ("i forrgar", 2),
)
_WEEKDAYS = (
    ("man", "mon"), ("tis", "tue"), ("ons", "wed"), ("tor", "thu"),
    ("fre", "fri"), ("lor", "sat"), ("son", "sun"),
)  # fmt: skip
_LONGEST = 60
_FIRST_YEAR = 2000


def read_past(text: str, now: datetime, zone: ZoneInfo, *, whole_days: bool = False) -> datetime:
    """The instant in UTC that is meant, at or before ``now``; a bare clock is its latest time.

    ``whole_days``: a day without a clock is its beginning.

    Raises:
        Refusal: ``time.past_unreadable``, or ``time.ahead`` for a time that is still to come.
    """
    words = " ".join(fold(text[:_LONGEST]).replace(",", " ").split()).removesuffix(".")
    if words in _NOW:
        return now.astimezone(UTC)
    if (ago := _AGO.fullmatch(words)) and (span := _span(ago)):
        return (now - span).astimezone(UTC)
    local = now.astimezone(zone)
    day, rest = _day(words, local)
    clock = _clock(rest)
    if clock is None and not (whole_days and day is not None and not rest):
        raise Refusal("time.past_unreadable", text=text[:_LONGEST])
    if day is not None:
        found = _latest(day, clock or time(), zone, now)
        if found > now:
            raise Refusal("time.ahead", text=text[:_LONGEST], at=found)
        return found
    today = _latest(local.date(), clock or time(), zone, now)
    return today if today <= now else _latest(local.date() - timedelta(days=1), clock or time(), zone, now)


def _span(ago: re.Match[str]) -> timedelta:
    def number(name: str) -> int:
        found = ago[name]
        return 0 if found is None else int(found) if found.isdecimal() else 1

    return timedelta(days=number("days"), hours=number("hours"), minutes=number("minutes"))


def _clock(words: str) -> time | None:
    found = _CLOCK.fullmatch(words)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["tight"])
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - hours and minutes


def _day(words: str, local: datetime) -> tuple[date | None, str]:
    """The day that the words begin with, and what follows it; a day that does not exist is no day."""
    for name, back in _BACK:
        if words == name or words.startswith(f"{name} "):
            return local.date() - timedelta(days=back), words.removeprefix(name).strip()
    first, _, rest = words.partition(" ")
    if "t" in first and _ISO.match(first):
        first, _, rest = words.partition("t")
    if found := _ISO.fullmatch(first):
        day = _date(int(found["year"]), int(found["month"]), int(found["day"]))
        return day, rest if day else words
    if found := _SLASH.fullmatch(first):
        day = _date(local.year, int(found["month"]), int(found["day"]))
        if day is not None and day > local.date():
            day = _date(local.year - 1, day.month, day.day)
        return day, rest if day else words
    for number, stems in enumerate(_WEEKDAYS):
        if first.startswith(stems) and first.isalpha():
            return local.date() - timedelta(days=(local.weekday() - number) % 7), rest
    return None, words


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _FIRST_YEAR else None
    except ValueError:
        return None


def _latest(day: date, clock: time, zone: ZoneInfo, now: datetime) -> datetime:
    """In the night that has an hour twice, the latest of the two that has been."""
    first, second = (
        datetime.combine(day, clock, tzinfo=zone).replace(fold=side).astimezone(UTC) for side in (0, 1)
    )
    return second if first <= second <= now else first
