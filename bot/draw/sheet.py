"""A card on which things are drawn, in units of which a phone shows 375 side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from bot.draw.face import FAMILY, face
from bot.draw.looks import CARD, FRAME, INK, MUTED, PATTERNS, RULE, Look

WIDTH = 375.0
MARGIN = 12.0
INNER = WIDTH - 2 * MARGIN
_TITLE, _SMALL, _LABEL = 15.0, 11.0, 12.0
_SWATCH = 14.0


@dataclass(frozen=True)
class Drawing:
    """An SVG image and its size; the same source for a page and for a picture in a room."""

    svg: str
    width: float
    height: float


class Sheet:
    """Filled from top to bottom: ``y`` is how far it has come."""

    def __init__(self, title: str, description: str = "") -> None:
        self.y = MARGIN
        self._title = plain(title)
        self._description = plain(description)
        self._parts: list[str] = []
        for line in face(bold=True).lines(self._title, _TITLE, INNER, 3):
            self.y += _TITLE + 2
            self.text(MARGIN, self.y - 3, line, size=_TITLE, bold=True)
        self.y += 3

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = _LABEL,
        bold: bool = False,
        muted: bool = False,
        anchor: str = "start",
        ink: str | None = None,
    ) -> None:
        """Words on the base line ``y``; the anchor is start, middle or end. ``ink``: on another ground."""
        weight = ' font-weight="bold"' if bold else ""
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{weight}{place}'
            f' fill="{ink or (MUTED if muted else INK)}">{escape(plain(words))}</text>'
        )

    def shape(self, svg: str) -> None:
        """An element of our own making: whoever calls has escaped every word in it."""
        self._parts.append(svg)

    def box(self, x: float, y: float, width: float, height: float, look: Look | None = None) -> None:
        """A filled rectangle; without a look, an empty frame."""
        fill = f'fill="{look.paint}"' if look else f'fill="none" stroke="{FRAME}" stroke-width=".6"'
        place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self._parts.append(f"<rect {place} {fill}/>")

    def rule(self, x: float, top: float, bottom: float, *, strong: bool = False) -> None:
        """An upright line."""
        self._parts.append(
            f'<path d="M{number(x)} {number(top)}V{number(bottom)}" stroke="{INK if strong else RULE}"'
            f' stroke-width="{"1.4" if strong else ".7"}"/>'
        )

    def remark(self, words: str) -> None:
        """Small words in as many lines as they need."""
        for line in face().lines(plain(words), _SMALL, INNER, 6):
            self.y += _SMALL + 3
            self.text(MARGIN, self.y - 3, line, size=_SMALL, muted=True)
        self.y += 3 if words else 0

    def heading(self, words: str) -> None:
        self.y += 19
        fitted = face(bold=True).fitted(plain(words), _LABEL, INNER)
        self.text(MARGIN, self.y - 3, fitted, bold=True)

    def label(self, words: str, note: str = "") -> None:
        """A line: what it is about, and to the right what is to be known of it, which has its room first."""
        self.y += 15
        note = face().fitted(plain(note), _LABEL, INNER * 0.6)
        room = INNER - (face().width(note, _LABEL) + 8 if note else 0)
        self.text(MARGIN, self.y - 4, face().fitted(plain(words), _LABEL, room))
        if note:
            self.text(WIDTH - MARGIN, self.y - 4, note, anchor="end")

    def legend(self, entries: Iterable[tuple[Look, str]]) -> None:
        """What the looks mean, as many in a line as fit."""
        x = MARGIN
        for look, words in entries:
            shown = face().fitted(plain(words), _SMALL, INNER - _SWATCH - 5)
            wide = _SWATCH + 5 + face().width(shown, _SMALL)
            if x > MARGIN and x + wide > WIDTH - MARGIN:
                x, self.y = MARGIN, self.y + 16
            self.box(x, self.y + 3, _SWATCH, 9, look)
            self.box(x, self.y + 3, _SWATCH, 9)
            self.text(x + _SWATCH + 5, self.y + 11, shown, size=_SMALL)
            x += wide + 12
        self.y += 16 if x > MARGIN else 0

    def scale(self, marks: Sequence[tuple[float, str]]) -> None:
        """Small words above their places, as far as they do not run into each other."""
        self.y += 13
        free = 0.0
        for x, words in marks:
            half = face().width(words, _SMALL) / 2
            middle = min(max(x, MARGIN + half), WIDTH - MARGIN - half)
            if middle - half >= free:
                self.text(middle, self.y - 2, words, size=_SMALL, muted=True, anchor="middle")
                free = middle + half + 3

    def finished(self) -> Drawing:
        height = round(self.y + MARGIN)
        told = f"<desc>{escape(self._description)}</desc>" if self._description else ""
        frame = (
            f'<rect x=".5" y=".5" width="{number(WIDTH - 1)}" height="{height - 1}" rx="6"'
            f' fill="{CARD}" stroke="{FRAME}"/>'
        )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(WIDTH)} {height}"'
            f' width="{number(WIDTH)}" height="{height}" role="img"'
            f' font-family="{FAMILY}, Arial, sans-serif" font-stretch="condensed">'
            f"<title>{escape(self._title)}</title>{told}<defs>{PATTERNS}</defs>{frame}{''.join(self._parts)}</svg>"
        )
        return Drawing(svg, WIDTH, height)


def plain(words: str) -> str:
    """On one line, and nothing in it that cannot be printed or turns the direction of what follows."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in words).split())


def number(value: float) -> str:
    """Two decimals at most: the same drawing is the same text on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
