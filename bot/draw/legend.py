"""Signs with what they mean, as many in a line as fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.draw.face import face
from bot.draw.sheet import INNER, MARGIN, WIDTH, Sheet

_SIZE: Final = 11.0
_LINE: Final = 20.0
Sign = Callable[[Sheet, float, float], None]
"""Draws a sign from ``x`` on, around the height ``middle``."""


class Flow:
    """Goes from left to right, and down when a line is full."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._x = MARGIN

    def entry(self, sign: Sign, wide: float, words: str) -> None:
        """A sign so wide, and its words."""
        shown = face().fitted(words, _SIZE, INNER - wide - 5)
        needed = wide + 5 + face().width(shown, _SIZE)
        if self._x > MARGIN and self._x + needed > WIDTH - MARGIN:
            self.end()
        middle = self._sheet.y + _LINE / 2
        sign(self._sheet, self._x, middle)
        self._sheet.text(self._x + wide + 5, middle + 4, shown, size=_SIZE)
        self._x += needed + 11

    def end(self) -> None:
        """What follows stands on a new line."""
        if self._x > MARGIN:
            self._x, self._sheet.y = MARGIN, self._sheet.y + _LINE
