"""A page as JSON: all that its PDF depends on, so that two pages of the same text are the same."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any, Final

from bot.guidance.page import Page, Side

_IN_NUMBER: Final = re.compile(r"(?<=\d) (?=\d)")


def page_json(page: Page) -> dict[str, Any]:
    day = page.made_on
    return {
        "title": page.title,
        "day": [day.year, day.month, day.day],
        "side": _side(page.side),
        "beside": _side(page.beside) if page.beside is not None else None,
    }


def _side(side: Side) -> dict[str, Any]:
    language = side.language
    known: dict[str, Any] = _unbroken(asdict(side)) | {
        "lang": language.code,
        "rtl": language.rtl,
        "families": list(side.families),
    }
    del known["language"]
    return known


def _unbroken(value: Any) -> Any:
    """A number in groups stays on one line: its second half alone would be another number."""
    match value:
        case str():
            return _IN_NUMBER.sub("\u00a0", value)
        case dict():
            return {key: _unbroken(one) for key, one in value.items()}
        case list() | tuple():
            return [_unbroken(one) for one in value]
    return value
