"""Lengths of time as an operator writes them: ``"5 min"``, ``"20 s"``, ``"1 h 30 min"``, ``"60 d"``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

_UNITS: Final = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
_PART: Final = re.compile(r"(\d{1,6}) ?(s|min|h|d)\b ?")


def _read(value: object) -> object:
    if not isinstance(value, str) or value.startswith("P"):
        return value
    text = value.strip().lower()
    total, position = timedelta(), 0
    for part in _PART.finditer(text):
        if part.start() != position:
            break
        total += timedelta(**{_UNITS[part[2]]: int(part[1])})
        position = part.end()
    if not text or position != len(text):
        raise PydanticCustomError("duration.unknown", "not a length of time")
    return total


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta():
        raise PydanticCustomError("duration.positive", "must be longer than nothing")
    return value


Duration = Annotated[timedelta, BeforeValidator(_read), AfterValidator(_positive)]
"""Kept as a timedelta; a number without a unit is seconds."""
