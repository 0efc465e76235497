"""How values that are filled in later are shown to a reviewer: by name, as «kommun»."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import Final

from bot.chat.say import Say
from bot.guidance.review_shown import Row

_VALUE: Final = re.compile(r"%\((\w+)\)s")
_FILLED_IN: Final = MappingProxyType(
    {
        "kommun": "kommun",
        "number": "nummer",
        "emergency": "nödnummer",
        "organisation": "organisation",
        "date": "datum",
        "time": "tid",
        "title": "titel",
        "url": "länk",
        "n": "antal",
    }
)
"""What stands for a value in both texts, in Swedish: reviewers work in it."""


def filled_in(rows: Sequence[Row], swedish: Say) -> Iterator[str]:
    """Which words of the texts are none of theirs."""
    found = [name for row in rows for name in _VALUE.findall(f"{row.line.text} {row.line.many}")]
    if found:
        names = swedish.list([_slot(name) for name in dict.fromkeys(found)])
        yield swedish(
            "Det här fylls i när texten lämnas ut, och ska stå i översättningen också: {names}.", names=names
        )


def _slot(name: str) -> str:
    return f"«{_FILLED_IN.get(name, name)}»"


def slots(text: str, shown: Callable[[str], str] = str) -> str:
    """A text with their names in their places, each as ``shown`` makes it."""
    return _VALUE.sub(lambda found: shown(_slot(found[1])), text)
