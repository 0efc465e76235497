"""How the four levels of a situation look: told apart by colour, by lightness, by steps and by their number.

The fills grow darker with the level, so that they keep their order in grey and for the colour-blind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.draw.looks import CARD, INK, MUTED

EDGE: Final = "#5d6772"
"""Around a tile: the palest fill has too little contrast to the card by itself."""
PANEL: Final = "#ffffff"
"""Under the line of days, whatever the tile is filled with."""


@dataclass(frozen=True)
class LevelLook:
    """``fill`` is the tile's, ``ink`` of what is written and drawn on it."""

    fill: str
    ink: str


LEVELS: Final = (
    LevelLook("#e3f1ea", INK),
    LevelLook("#eebb30", INK),
    LevelLook("#e06f1f", INK),
    LevelLook("#6b0f2c", "#ffffff"),
)
"""Level 0 to 3."""
UNKNOWN: Final = LevelLook(CARD, MUTED)
"""Not reported: no fill, a dashed edge and a question mark."""


def level_look(level: int | None) -> LevelLook:
    return UNKNOWN if level is None else LEVELS[level]
