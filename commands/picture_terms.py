"""What the words of a lägesbild are called, wherever they are said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.chat.say import Msg, Say, msg
from bot.situation.names import Names
from bot.situation.values import COUNTY, Audience, Confidence, Level, Mode, Part, Trend

PARTS: Final[Mapping[Part, Msg]] = MappingProxyType(
    {
        Part.EVENT: msg("händelse"),
        Part.CONSEQUENCE: msg("konsekvenser"),
        Part.MEASURE: msg("vidtagna åtgärder"),
        Part.PLANNED: msg("planerade åtgärder"),
        Part.RESOURCE: msg("resurser"),
        Part.NEED: msg("behov"),
        Part.FORECAST: msg("prognos"),
    }
)
TRENDS: Final[Mapping[Trend, Msg]] = MappingProxyType(
    {Trend.WORSE: msg("värre"), Trend.SAME: msg("oförändrat"), Trend.BETTER: msg("bättre")}
)
CONFIDENCES: Final[Mapping[Confidence, Msg]] = MappingProxyType(
    {
        Confidence.CONFIRMED: msg("bekräftat"),
        Confidence.LIKELY: msg("troligt"),
        Confidence.UNCONFIRMED: msg("obekräftat"),
    }
)
AUDIENCES: Final[Mapping[Audience, Msg]] = MappingProxyType(
    {
        Audience.OWN: msg("bara den egna aktören"),
        Audience.ROC: msg("ROC och ledningen"),
        Audience.SSR: msg("alla aktörer"),
    }
)
MODES: Final[Mapping[Mode, Msg]] = MappingProxyType(
    {Mode.ORDINARY: msg("ordinarie läge"), Mode.ACTIVATED: msg("aktiverat läge")}
)


def level_words(level: Level | None, names: Names, say: Say) -> str:
    """``2 allvarligt``: the number is said with its name."""
    if level is None:
        return say("ej rapporterat")
    return say("{level} {name}", level=int(level), name=names.levels[level])


def place_name(code: str, names: Names, say: Say) -> str:
    """A kommun, or the whole county."""
    return say("hela länet") if code == COUNTY else names.kommuner.get(code, code)
