"""How days and hours are written in the register, and what the words mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from bot.chat.text import fold

WEEKDAYS: Final = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_SHORT: Final = ("man", "tis", "ons", "tor", "fre", "lor", "son")
_CLOCK: Final = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d|24[:.]00")


class DayKind(StrEnum):
    """What kind of day it is; a date has several (a Monday, a klämdag and the day before a red day)."""

    VARDAG = "vardag"
    """Monday to Friday, neither red nor one of the eves that the law treats as a Sunday."""
    HELG = "helg"
    """Saturday or Sunday."""
    HELGDAG = "helgdag"
    """A public holiday with a name."""
    ROD_DAG = "röd dag"
    """A public holiday or any Sunday."""
    AFTON = "afton"
    DAG_FORE_ROD_DAG = "dag före röd dag"
    """Tomorrow is a public holiday or one of the three great eves; an ordinary Sunday does not count."""
    KLAMDAG = "klämdag"
    """A single working day between two free ones."""
    HALVDAG = "halvdag"
    """A day that custom ends at two in the afternoon."""
    ALLA = "alla"


HOLIDAYS: Final = (
    "nyårsdagen",
    "trettondagsafton",
    "trettondedag jul",
    "skärtorsdagen",
    "långfredagen",
    "påskafton",
    "påskdagen",
    "annandag påsk",
    "valborgsmässoafton",
    "första maj",
    "kristi himmelsfärdsdag",
    "pingstafton",
    "pingstdagen",
    "nationaldagen",
    "midsommarafton",
    "midsommardagen",
    "allahelgonsafton",
    "alla helgons dag",
    "julafton",
    "juldagen",
    "annandag jul",
    "nyårsafton",
)
"""The names that can stand in a row of hours, as the calendar has them."""

_ALIASES: Final = {
    "vardagar": DayKind.VARDAG,
    "helger": DayKind.HELG,
    "helgdagar": DayKind.HELGDAG,
    "roda dagar": DayKind.ROD_DAG,
    "aftnar": DayKind.AFTON,
    "dag fore helgdag": DayKind.DAG_FORE_ROD_DAG,
    "kvall fore helgdag": DayKind.DAG_FORE_ROD_DAG,
    "kvall fore rod dag": DayKind.DAG_FORE_ROD_DAG,
    "klamdagar": DayKind.KLAMDAG,
    "halvdagar": DayKind.HALVDAG,
    "alla dagar": DayKind.ALLA,
}


def _weekdays() -> Iterator[tuple[str, int]]:
    for number, (name, short) in enumerate(zip(WEEKDAYS, _SHORT, strict=True)):
        for word in (short, short + "s", fold(name), fold(name) + "ar"):
            yield word, number


_WEEKDAY: Final[Mapping[str, int]] = MappingProxyType(dict(_weekdays()))
_KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {fold(known): known for known in (*(kind.value for kind in DayKind), *HOLIDAYS)}
    | {word: kind.value for word, kind in _ALIASES.items()}
)


def read_day(value: object) -> object:
    """The one spelling under which a day word is kept: ``2026-12-24``, ``måndag-torsdag``, ``röd dag``."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        try:
            return date.fromisoformat(value.strip()).isoformat()
        except ValueError as error:
            raise PydanticCustomError("day.date", "no such date") from error
    ends = [_WEEKDAY.get(fold(part)) for part in re.split(r"\s*[-–]\s*", value.strip())]
    if len(ends) in {1, 2} and None not in ends:
        return "-".join(WEEKDAYS[end] for end in ends if end is not None)
    word = " ".join(fold(value).split())
    if word in _KNOWN:
        return _KNOWN[word]
    raise PydanticCustomError("day.unknown", "not a kind of day")


def read_clock(value: object) -> object:
    """``8.00``, ``08:00`` and TOML's own ``08:00:00`` are kept as ``08:00``; ``24:00`` ends a day."""
    if isinstance(value, time):
        if value.second or value.microsecond or value.tzinfo:
            raise PydanticCustomError("clock.minutes", "whole minutes of local time")
        return value.strftime("%H:%M")
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not _CLOCK.fullmatch(text):
        raise PydanticCustomError("clock.unknown", "no such time of day")
    return text.replace(".", ":").zfill(5)


def read_span(value: object) -> object:
    """``08:00-12:00``."""
    if not isinstance(value, str):
        return value
    ends = re.split(r"\s*[-–]\s*", value.strip())
    if len(ends) != 2:  # noqa: PLR2004 - a span has two ends
        raise PydanticCustomError("clock.span", "not a span of hours")
    return "-".join(str(read_clock(end)) for end in ends)


DayWord = Annotated[str, BeforeValidator(read_day)]
WallTime = Annotated[str, BeforeValidator(read_clock)]
Span = Annotated[str, BeforeValidator(read_span)]
