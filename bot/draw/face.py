"""How wide words are in the typeface that comes with the program."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FAMILY = "DejaVu Sans"
FILES = tuple(
    Path(__file__).parent / "fonts" / name
    for name in ("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf")
)
_GROUPS, _GROUP_HEADER = 12, 16
"""The cmap format that lists runs of characters, and where in it they begin."""


@dataclass(frozen=True)
class Face:
    """The widths of one weight, in units of which ``em`` make one size."""

    em: int
    starts: tuple[int, ...]
    runs: tuple[tuple[int, int, int], ...]
    """First and last character of each run, and the glyph of the first."""
    widths: tuple[int, ...]

    def width(self, text: str, size: float) -> float:
        return sum(self._advance(ord(mark)) for mark in text) * size / self.em

    def fitted(self, text: str, size: float, room: float) -> str:
        """The text, or as much of its beginning as there is room for."""
        if self.width(text, size) <= room:
            return text
        kept = text
        while kept and self.width(f"{kept}…", size) > room:
            kept = kept[:-1].rstrip()
        return f"{kept}…"

    def lines(self, text: str, size: float, room: float, most: int) -> list[str]:
        """The text broken between words into at most so many lines; the last is cut."""
        broken: list[str] = []
        words = text.split()
        while words and len(broken) < most - 1:
            number = len(words)
            while number > 1 and self.width(" ".join(words[:number]), size) > room:
                number -= 1
            broken.append(self.fitted(" ".join(words[:number]), size, room))
            words = words[number:]
        return [*broken, self.fitted(" ".join(words), size, room)] if words else broken

    def missing(self, text: str) -> str:
        """The letters that the typeface does not have, each once: an empty box would stand for them."""
        return "".join(dict.fromkeys(mark for mark in text if not self._glyph(ord(mark))))

    def _advance(self, code: int) -> int:
        return self.widths[min(self._glyph(code), len(self.widths) - 1)]

    def _glyph(self, code: int) -> int:
        """The number of the letter's glyph; 0 for one that there is none of."""
        first, last, glyph = self.runs[max(0, bisect_right(self.starts, code) - 1)]
        return glyph + code - first if first <= code <= last else 0


@cache
def face(*, bold: bool = False) -> Face:
    """Read from the file once, and only the tables that say widths."""
    data = FILES[bold].read_bytes()
    tables = dict(struct.unpack_from(">4s4xI4x", data, 12 + 16 * number) for number in range(_short(data, 4)))
    count = _short(data, tables[b"hhea"] + 34)
    widths = tuple(_short(data, tables[b"hmtx"] + 4 * number) for number in range(count))
    runs = _runs(data, tables[b"cmap"])
    return Face(_short(data, tables[b"head"] + 18), tuple(run[0] for run in runs), runs, widths)


def _runs(data: bytes, cmap: int) -> tuple[tuple[int, int, int], ...]:
    offsets = (
        cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * number)[0]
        for number in range(_short(data, cmap + 2))
    )
    start = next(offset for offset in offsets if _short(data, offset) == _GROUPS)
    number = struct.unpack_from(">I", data, start + 12)[0]
    return tuple(struct.unpack_from(">III", data, start + _GROUP_HEADER + 12 * one) for one in range(number))


def _short(data: bytes, offset: int) -> int:
    found: int = struct.unpack_from(">H", data, offset)[0]
    return found
