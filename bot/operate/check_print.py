"""What ``rocbot check`` says of the pages for parents: whether there are typefaces to set them in."""

from __future__ import annotations

import asyncio
from typing import Final

from bot.config import Settings
from bot.guidance.fonts import INSTALLED, every_family
from bot.guidance.letters import lacking_letters
from bot.guidance.typeset import typefaces
from bot.operate.finding import Finding, obs, ok, wrong

_KEY: Final = "guidance.fonts"


async def look_at_print(settings: Settings) -> Finding:
    """One that is missing stops nothing but these pages; a letter that is missing would be a box on paper."""
    return await asyncio.to_thread(_look, settings)


def _look(settings: Settings) -> Finding:
    found = typefaces(settings.guidance.fonts or INSTALLED, every_family())
    if found.lacking:
        families = ", ".join(found.lacking)
        return obs(
            _KEY, f"i {found.folder} saknas {families}; stödtexten kan inte göras till en sida att skriva ut"
        )
    letters = lacking_letters(found)
    if letters:
        said = "; ".join(f"{code}: {marks}" for code, marks in letters.items())
        return wrong(_KEY, f"typsnitten i {found.folder} saknar bokstäver ({said})")
    return ok(_KEY, f"typsnitten i {found.folder} har alla bokstäver")
