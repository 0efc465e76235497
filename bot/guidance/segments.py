"""How many text messages a text is: in the alphabet of GSM, or in UCS-2 when a letter asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Two places each, which stay in the same message."""
_LAST_OF_ONE: Final = 0xFFFF


@dataclass(frozen=True)
class Segments:
    """``unicode``: the text needs UCS-2. ``letters``: places that it takes in its alphabet."""

    count: int
    letters: int
    unicode: bool


def segments(text: str) -> Segments:
    """Of 160 or 153 places (GSM), or of 70 or 67 (UCS-2): the larger number if it is one message."""
    if all(mark in _BASIC or mark in _EXTENDED for mark in text):
        return _counted([1 + (mark in _EXTENDED) for mark in text], 160, 153, unicode=False)
    return _counted([1 + (ord(mark) > _LAST_OF_ONE) for mark in text], 70, 67, unicode=True)


def _counted(widths: Iterable[int], alone: int, together: int, *, unicode: bool) -> Segments:
    count, used, total = 1, 0, 0
    for width in widths:
        total += width
        # a letter of two places is not parted
        if used + width > together:
            count, used = count + 1, 0
        used += width
    return Segments(1 if total <= alone else count, total, unicode)
