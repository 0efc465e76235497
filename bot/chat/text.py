"""What people typed or the register holds, made safe to show inside a sentence of ours."""

from __future__ import annotations

import unicodedata
from typing import Final

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068\u2069")
_FIRST_RTL = "\u0590"
_FSI, _PDI = "\u2068", "\u2069"
_KEPT_FORMATS = frozenset("\u200c\u200d\u00ad\u200e\u200f\u061c") | _ISOLATES
"""Joiners and marks that Persian, Arabic and emoji need; everything else of category Cf goes."""


def strip_controls(text: str) -> str:
    """Remove control and bidi override characters; line breaks and tabs stay."""
    if text.replace("\n", "").isprintable():
        return text
    # a text has few different characters, and each is looked at once
    gone = {mark for mark in set(text) if _is_control(mark)}
    return "".join(mark for mark in text if mark not in gone) if gone else text


def _is_control(mark: str) -> bool:
    if mark in "\n\t" or mark in _KEPT_FORMATS:
        return False
    return mark in _OVERRIDES or unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Co"}


def is_rtl(text: str) -> bool:
    """True when any character runs from right to left."""
    return max(text, default="") >= _FIRST_RTL and any(
        unicodedata.bidirectional(mark) in {"R", "AL"} for mark in text
    )


def without_isolates(text: str) -> str:
    """Without controls, overrides and isolates."""
    return "".join(mark for mark in strip_controls(text) if mark not in _ISOLATES)


BETWEEN: Final = "\u00a0· "
"""Between the parts of a line: it stands for itself in every script, turns with the line and begins none."""


def clean(value: str) -> str:
    """A value as it may stand in a sentence: one line, no direction tricks, isolated if it runs leftwards."""
    plain = without_isolates(value)
    one_line = " ".join(plain.split())
    return f"{_FSI}{one_line}{_PDI}" if is_rtl(one_line) else one_line


def fold(word: str) -> str:
    """The form in which words are compared: no capitals, no marks over letters."""
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(mark for mark in spread if not unicodedata.combining(mark))


def attachment_line(name: str, alt: str) -> str:
    """A picture or file where it can be neither seen nor opened."""
    return f"[{name}] {alt}"
