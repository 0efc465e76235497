"""Which typefaces print is set in, and where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.guidance.languages import languages

LATIN: Final = "Noto Sans"
"""For what another script's typeface has no letters for, such as the name of a kommun."""
INSTALLED: Final = Path(__file__).parents[2] / "requirements" / "fonts" / "node_modules"
"""Where ``make setup`` puts them, in a checkout."""


def every_family() -> tuple[str, ...]:
    """That a language is set in, each once."""
    return tuple(dict.fromkeys((LATIN, *(one.font for one in languages()))))
