"""What somebody asks for: which reports, or one of them, or one picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.chat.text import fold
from bot.situation.values import Level

_PICTURE = re.compile(
    r"(?:lb|lagesbild(?:en)?)\W*(?P<day>\d{4})\W+(?P<number>\d{1,6})"
    r"(?:(?:\W*(?:v|ver|version)\W*|\.)(?P<version>\d{1,4}))?"
)
_REPORT = re.compile(r"(?:r|rapport(?:en)?)\W*(?P<day>\d{4})\W+(?P<number>\d{1,6})")
_LATEST = frozenset({"", "senaste", "den senaste", "sista", "nu", "last", "latest", "aktuell", "aktuella"})
_EDGES = " .,;:!?()\"'"


@dataclass(frozen=True)
class Wanted:
    """Filters, all of which must fit. ``kommun`` is a code or ``COUNTY``; ``level``: this or higher."""

    kommun: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    theme: str | None = None
    actor: str | None = None
    level: Level | None = None

    @property
    def anything(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True)
class PictureNumber:
    """``version`` None: the newest of them."""

    reference: str
    version: int | None = None


@dataclass(frozen=True)
class ReportNumber:
    reference: str


def read_number(text: str) -> PictureNumber | ReportNumber | None:
    """LB-1121-1 of "lb 1121 1" or "LB-1121-1 version 2", R-1121-4 of "r1121-4"; None for anything else."""
    words = fold(text[:60]).strip(_EDGES)
    if found := _PICTURE.fullmatch(words):
        version = int(found["version"]) if found["version"] else None
        return PictureNumber(f"LB-{found['day']}-{int(found['number'])}", version)
    if found := _REPORT.fullmatch(words):
        return ReportNumber(f"R-{found['day']}-{int(found['number'])}")
    return None


def means_latest(text: str) -> bool:
    return fold(text[:60]).strip(_EDGES) in _LATEST
