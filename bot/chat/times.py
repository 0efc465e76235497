"""Times as people write them (``22:30``, ``imorgon 07:00``, ``om 20 min``) made into instants."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.chat.declare import Choice
from bot.chat.say import msg
from bot.chat.text import fold
from bot.errors import Refusal

_CLOCK = re.compile(
    r"(?:(?:kl|at)\.?\s*)?(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d{2})(?:(?<=:\d\d):(?P<second>\d{2}))?|(?P<tight>\d{2}))?"
)
_AHEAD = re.compile(
    r"(?:om|in)\s+(?:(?P<hours>\d{1,3}|en|ett|an)\s*(?:tim|timme|timmar|h|hour|hours)\b\.?)?"
    r"\s*(?:och|and)?\s*(?:(?P<minutes>\d{1,4}|en|a)\s*(?:m|min|minut|minuter|minute|minutes)?\.?)?"
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_SLASH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})")
_NAMED = re.compile(r"(?:den\s+)?(?P<day>\d{1,2})(?::?e)?\s+(?P<name>[a-z]{3,9})\.?(?:\s+(?P<year>\d{4}))?")
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("jan",), ("feb",), ("mar",), ("apr",), ("maj", "may"), ("jun",),
    ("jul",), ("aug",), ("sep",), ("okt", "oct"), ("nov",), ("dec",),
)  # fmt: skip
_WEEKDAYS = (
    ("man", "mon"), ("tis", "tue"), ("ons", "wed"), ("tor", "thu"),
    ("fre", "fri"), ("lor", "sat"), ("son", "sun"),
)  # fmt: skip
_DAYS = {"idag": 0, "i dag": 0, "today": 0, "ikvall": 0, "i kvall": 0, "imorgon": 1, "i morgon": 1}
_DAYS |= {"imorron": 1, "i morron": 1, "tomorrow": 1, "i overmorgon": 2, "overmorgon": 2}
_NIGHT = ("i natt", "inatt", "tonight")
_SEASONS = {"sommartid": 0, "summer time": 0, "vintertid": 1, "normaltid": 1, "winter time": 1}
_NOON = 12
_FIRST_YEAR, _YEARS_AHEAD = 2000, 10
"""Nobody plans further, and whose turn it is then takes counting day by day."""


def read_time(text: str, now: datetime, zone: ZoneInfo, *, seconds: bool = False) -> datetime:
    """The instant in UTC that is meant, seen from ``now``; with ``seconds`` also ``22:30:15``.

    Raises:
        Refusal: ``time.unreadable``; ``time.gap`` for a time that the spring change skips
            and ``time.overlap`` for one that the autumn change has twice, both with choices; ``time.past``.
    """
    words = " ".join(fold(text).replace(",", " ").split()).removesuffix(".")
    words, fold_hint = _season(words)
    local = now.astimezone(zone)
    if words in {"nu", "now", "genast"}:
        return now.astimezone(UTC)
    if ahead := _AHEAD.fullmatch(words):
        span = timedelta(hours=_number(ahead["hours"]), minutes=_number(ahead["minutes"]))
        if span:
            return (now + span).astimezone(UTC)
    day, clock = _split(words, local)
    if clock is None or (clock.second and not seconds):
        raise Refusal("time.unreadable", text=text)
    dated = day is not None
    if day is None:
        day = local.date()
        if datetime.combine(day, clock) <= local.replace(tzinfo=None):
            day += timedelta(days=1)
    instant = _instant(datetime.combine(day, clock), zone, fold_hint)
    if dated and instant < now - timedelta(minutes=1):
        raise Refusal("time.past", text=text, at=instant)
    return instant


def _season(words: str) -> tuple[str, int | None]:
    for name, fold_hint in _SEASONS.items():
        if words.endswith(" " + name):
            return words.removesuffix(name).strip(), fold_hint
    return words, None


def _number(text: str | None) -> int:
    if text is None:
        return 0
    return int(text) if text.isdecimal() else 1


def _split(words: str, local: datetime) -> tuple[date | None, time | None]:
    """The day named, if any, and the time of day."""
    before, _, last = words.rpartition(" ")
    if not before and "t" in words and _ISO.match(words):
        before, _, last = words.partition("t")
    if before.endswith(("kl", "kl.", "at")):
        before = before.rpartition(" ")[0]
    clock = _clock(last)
    if clock is None or not before:
        return None, clock
    if before in _NIGHT:
        later = clock > local.time().replace(tzinfo=None)
        return local.date() + timedelta(
            days=0 if later and (clock.hour >= _NOON or local.hour < _NOON) else 1
        ), clock
    day = _day(before, clock, local)
    return day, clock if day is not None else None


def _clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["tight"] or 0)
    second = int(found["second"] or 0)
    return time(hour, minute, second) if hour < 24 and max(minute, second) < 60 else None  # noqa: PLR2004


def _day(words: str, clock: time, local: datetime) -> date | None:
    if words in _DAYS:
        return local.date() + timedelta(days=_DAYS[words])
    if (weekday := _weekday(words)) is not None:
        ahead = (weekday - local.weekday()) % 7
        passed = ahead == 0 and clock <= local.time().replace(tzinfo=None)
        return local.date() + timedelta(days=7 if passed else ahead)
    return _calendar_day(words, local)


def _weekday(words: str) -> int | None:
    name = words.removeprefix("pa ").removeprefix("on ")
    return next((number for number, stems in enumerate(_WEEKDAYS) if name.startswith(stems)), None)


def _calendar_day(words: str, local: datetime) -> date | None:
    if found := _ISO.fullmatch(words):
        return _date(int(found["year"]), int(found["month"]), int(found["day"]), local)
    if found := _SLASH.fullmatch(words):
        return _coming(int(found["month"]), int(found["day"]), local)
    if found := _NAMED.fullmatch(words):
        month = next((at for at, stems in enumerate(_MONTHS, start=1) if found["name"].startswith(stems)), 0)
        if found["year"]:
            return _date(int(found["year"]), month, int(found["day"]), local)
        return _coming(month, int(found["day"]), local)
    return None


def _date(year: int, month: int, day: int, local: datetime) -> date | None:
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= local.year + _YEARS_AHEAD else None
    except ValueError:
        return None


def _coming(month: int, day: int, local: datetime) -> date | None:
    """A day without its year is the next one; 29 February may be years ahead."""
    for year in range(local.year, local.year + 9):
        found = _date(year, month, day, local)
        if found is not None and found >= local.date():
            return found
    return None


def _instant(wall: datetime, zone: ZoneInfo, fold_hint: int | None) -> datetime:
    clock = "%H:%M:%S" if wall.second else "%H:%M"
    first, second = (wall.replace(tzinfo=zone, fold=side).astimezone(UTC) for side in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        # in a gap PEP 495 gives the later instant to fold 0: that is the wall time moved past the gap
        later = first.astimezone(zone)
        choice = Choice(f"{later:%Y-%m-%d} {later:{clock}}", f"{later:{clock}}")
        raise Refusal("time.gap", wall=f"{wall:{clock}}", instead=choice.label, choices=(choice,))
    if first == second:
        return first
    if fold_hint is not None:
        return second if fold_hint else first
    written = f"{wall:%Y-%m-%d} {wall:{clock}}"
    raise Refusal(
        "time.overlap",
        wall=f"{wall:{clock}}",
        choices=(
            Choice(f"{written} sommartid", msg("sommartid")),
            Choice(f"{written} vintertid", msg("vintertid")),
        ),
    )
