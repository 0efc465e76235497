"""A drawing as its parts: what is written on it, and which boxes it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from bot.draw.face import face
from bot.draw.looks import Look
from bot.draw.sheet import Drawing

_SPACE = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Words:
    text: str
    left: float
    right: float
    y: float
    size: float


@dataclass(frozen=True)
class Box:
    look: Look
    x: float
    y: float
    width: float
    height: float


def words(drawing: Drawing) -> list[Words]:
    """Everything written, with its place as measured."""
    found = []
    for element in _elements(drawing, "text"):
        text, size = element.text or "", float(element.attrib["font-size"])
        wide = face(bold="font-weight" in element.attrib).width(text, size)
        shift = {"start": 0.0, "middle": wide / 2, "end": wide}[element.get("text-anchor", "start")]
        left = float(element.attrib["x"]) - shift
        found.append(Words(text, left, left + wide, float(element.attrib["y"]), size))
    return found


def texts(drawing: Drawing) -> list[str]:
    return [one.text for one in words(drawing)]


def boxes(drawing: Drawing, look: Look) -> list[Box]:
    """Those of one look, the legend's first."""
    return [
        Box(look, *(float(element.attrib[key]) for key in ("x", "y", "width", "height")))
        for element in _elements(drawing, "rect")
        if element.get("fill") == look.paint
    ]


def _elements(drawing: Drawing, kind: str) -> Iterator[ET.Element]:
    return ET.fromstring(drawing.svg).iter(f"{_SPACE}{kind}")  # noqa: S314 - our own


def check(drawing: Drawing) -> None:
    """Well-formed, all words on the card, none over others, and large enough to read."""
    placed = words(drawing)
    for one in placed:
        assert one.left > 0
        assert one.right < drawing.width, one
        assert 0 < one.y < drawing.height
        assert one.size >= 11
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            beside = one.right <= other.left or other.right <= one.left
            assert beside or abs(one.y - other.y) >= 10, (one, other)
