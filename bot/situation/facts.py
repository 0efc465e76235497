"""Questions about the lägesbild that other subjects and the commands may ask."""

from __future__ import annotations

from datetime import timedelta

from bot.register.section import Snapshot
from bot.situation.board import Board, Planned, PlannedHour, Silent
from bot.situation.board_look import BoardLook
from bot.situation.compiled import Count, KommunLevel, ModeState
from bot.situation.entries import settings
from bot.situation.mode import mode_now
from bot.situation.names import Names, names
from bot.situation.persons import may_name_somebody
from bot.situation.values import COUNTY, Level, Mode, Trend

__all__ = [
    "COUNTY",
    "Board",
    "BoardLook",
    "Count",
    "KommunLevel",
    "Level",
    "Mode",
    "ModeState",
    "Names",
    "Planned",
    "PlannedHour",
    "Silent",
    "Trend",
    "link_lasts",
    "may_name_somebody",
    "mode_now",
    "names",
]


def link_lasts(snapshot: Snapshot) -> timedelta:
    """How long a link to the wallboard works."""
    return settings(snapshot).link
