"""A version made by hand, for what draws and tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.actors.facts import kommuner
from bot.chat.languages import Languages
from bot.chat.say import Say
from bot.situation.compiled import KommunLevel, ModeState, Version
from bot.situation.names import Names
from bot.situation.values import COUNTY, Audience, Level, Mode, Trend
from tests.cases.night import ZONE

DUE = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
"""15:00 in Stockholm."""
NACKA, HUDDINGE, SALEM = "0182", "0126", "0128"
NAMES = Names(
    actors={"nacka": "Nacka kommun", "polis": "Polisregion Stockholm"},
    kommuner={one.code: one.name for one in kommuner()},
    themes={"skola": "Skola och fritid"},
    levels=("normalt", "ansträngt", "allvarligt", "kritiskt"),
)
ACTIVATED = ModeState(Mode.ACTIVATED, since=datetime(2026, 11, 20, 17, 40, tzinfo=UTC), cause="PLANTERAD")


def speaks(language: str = "sv") -> Say:
    return Languages(ZONE).say(language, DUE)


def level(kommun: str, value: Level | None, trend: Trend | None = None, **more: Any) -> KommunLevel:
    return KommunLevel(kommun, value, trend, **more)


def version(*levels: KommunLevel, **more: Any) -> Version:
    """All kommuner normal, but for those given."""
    given = {one.kommun: one for one in levels}
    values: dict[str, Any] = {
        "reference": "LB-1121-1",
        "version": 1,
        "audience": Audience.SSR,
        "due_at": DUE,
        "compiled_at": DUE,
        "mode": ModeState(),
        "changes": (),
        "needs": (),
        "late": (),
        "levels": tuple(given.get(code, level(code, Level.NORMAL)) for code in sorted(NAMES.kommuner)),
        "county": level(COUNTY, Level.STRAINED, Trend.SAME),
        "themes": (),
        "standings": (),
        "cases": {},
    }
    return Version(**{**values, **more})
