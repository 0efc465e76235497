"""LIX, the Swedish measure of how hard a text is to read: under 30 is very easy, over 50 is hard."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bot.guidance.source import lines
from bot.guidance.values import Section

LIMIT: Final = 35
"""Our text for parents stays under it."""

_VALUE: Final = re.compile(r"%\(\w+\)s")
_WORD: Final = re.compile(r"\w+(?:[-:]\w+)*")
_SENTENCE: Final = re.compile(r"[.!?:]+(?:\s|$)")
_LONG: Final = 6


def lix(texts: Iterable[str]) -> int:
    """Words a sentence plus the percentage of words of more than six letters; each text ends a sentence.

    A value that is filled in counts as one short word.
    """
    words: list[str] = []
    sentences = 0
    for text in texts:
        plain = _VALUE.sub("0", text).strip()
        found = _WORD.findall(plain)
        words += found
        sentences += sum(1 for one in _SENTENCE.split(plain) if _WORD.search(one))
    if not words:
        return 0
    long = sum(len(one) > _LONG for one in words)
    return round(len(words) / sentences + 100 * long / len(words))


def lix_of(section: Section) -> int:
    """Of the Swedish in one section."""
    return lix(text for line in lines(section) for text in filter(None, (line.text, line.many)))
