"""The typefaces that print is set in: those of one folder, and no others that happen to be on the machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typst

from bot.guidance.languages import languages

LATIN: Final = "Noto Sans"
"""For what another script's typeface has no letters for, such as the name of a kommun."""
INSTALLED: Final = Path(__file__).parents[2] / "requirements" / "fonts" / "node_modules"
"""Where ``make setup`` puts them, in a checkout."""
_WEIGHTS: Final = (400, 700)


@dataclass(frozen=True)
class Typefaces:
    """What the folder has. ``lacking``: families that a language needs and that are not there whole."""

    folder: Path
    found: typst.Fonts
    lacking: tuple[str, ...]


def typefaces(folder: Path | None = None) -> Typefaces:
    """Look through the folder, and everything in it: to be called in a thread."""
    place = folder or INSTALLED
    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(place)] if place.is_dir() else [],
    )
    have = {(one.family, one.weight) for one in found.fonts() if one.style == "normal"}
    lacking = tuple(family for family in wanted() if any((family, one) not in have for one in _WEIGHTS))
    return Typefaces(place, found, lacking)


def wanted() -> tuple[str, ...]:
    """Every family that a language is set in, once."""
    return tuple(dict.fromkeys((LATIN, *(one.font for one in languages()))))
