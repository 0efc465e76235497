"""Whether the typefaces have every letter of every text for parents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.errors import Refusal
from bot.guidance.catalogue import Texts
from bot.guidance.languages import language
from bot.guidance.page import Page, PageBlock, PageGuide, PagePart, Side
from bot.guidance.page_json import page_json
from bot.guidance.shelf import shipped
from bot.guidance.typeset import Typefaces, typeset

_ANY_DAY: Final = date(2000, 1, 1)


def lacking_letters(typefaces: Typefaces, texts: Mapping[str, Texts] | None = None) -> Mapping[str, str]:
    """By language the letters that would be missing in print: every text is set. To be called in a thread.

    Raises:
        Refusal: ``page.typefaces``.
    """
    found = {}
    for code, one in (texts or shipped()).items():
        try:
            typeset(page_json(_all(one)), typefaces)
        except Refusal as refusal:
            if refusal.code != "page.letters":
                raise
            found[code] = "".join(refusal.fields["letters"])
    return found


def _all(texts: Texts) -> Page:
    """Every text, over as many sheets as it takes."""
    every = PagePart(
        texts.language, tuple(PageBlock(tuple(filter(None, entry.forms))) for entry in texts.entries.values())
    )
    side = Side(language(texts.language), texts.language, (), (every,), (), "", PageGuide(()), ())
    return Page(side, _ANY_DAY, beside=side)
