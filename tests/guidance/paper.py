"""Pages for tests: made of every text of a language, and read back from their PDF as a reader would."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from io import BytesIO
from itertools import pairwise
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from bot.guidance import frame
from bot.guidance.fonts import INSTALLED, every_family
from bot.guidance.languages import SOURCE
from bot.guidance.page import Page, PageBlock, PageContact, PageGroup, PageGuide, PagePart, Side
from bot.guidance.page_json import page_json
from bot.guidance.shelf import shipped
from bot.guidance.source import PARTS
from bot.guidance.tongue import Tongue
from bot.guidance.typeset import Typefaces, typefaces, typeset
from bot.guidance.values import Line, Part, Points

DAY = date(2026, 11, 22)
URL = "https://gangsnack.example/guide/so.pdf"
_UNSEEN = dict.fromkeys(
    (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xAD)
)
_INLINE = frozenset(("/Span", "/Strong", "/Em", "/Link", "/Reference"))
_RTL = frozenset(("R", "AL", "NSM"))
_HAIR, _MARKS = 0.5, 5.0
"""Points: how exact a place is, and how far marks stand from the line that they are on."""
_MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")


def faces() -> Typefaces:
    """Those that are installed."""
    return typefaces(INSTALLED, every_family())


def to_pdf(value: Page, those: Typefaces) -> bytes:
    """Here and now, as the process that sets pages does it."""
    return typeset(page_json(value), those)


def tongue(code: str) -> Tongue:
    return Tongue(shipped()[code], UTC)


def page(code: str, *, beside: bool = False, kommun: str = "Upplands Väsby", url: str = URL) -> Page:
    """Every text, every kind of contact and a notice: more than any real page has."""
    return Page(
        side(code, kommun=kommun, url=url), DAY, side(SOURCE, kommun=kommun, url=url) if beside else None
    )


def side(code: str, *, kommun: str = "Upplands Väsby", url: str = URL) -> Side:
    said = tongue(code)
    day = said.day(DAY)
    kinds = [
        PageContact(
            said.line(line),
            said.isolate("Stödlinjen (påhittad)"),
            said.isolate(f"08-465 004 {number:02}"),
            hours=said.line(frame.ALWAYS),
        )
        for number, line in enumerate(frame.KINDS)
    ]
    return Side(
        language=said.language,
        title=said.line(frame.TITLE),
        notices=(said.line(frame.DRAFT),),
        parts=tuple(_part(said, one) for one in PARTS),
        groups=(
            PageGroup("", tuple(kinds[:1])),
            PageGroup(said.line(frame.IN_KOMMUN, kommun=kommun), tuple(kinds[1:4])),
            PageGroup(said.line(frame.NATIONAL), tuple(kinds[4:])),
        ),
        checked=said.line(frame.CHECKED, date=day),
        guide=PageGuide(
            (said.line(frame.SCAN), said.line(frame.LINK, url=url), said.line(frame.CHECKED, date=day)),
            url,
            said.isolate(url),
        ),
        foot=(said.line(frame.PRINTED, date=day),),
    )


def _part(said: Tongue, part: Part) -> PagePart:
    def text(line: Line) -> str:
        return said.line(line, number="114 14") if "%(" in line.text else said.line(line)

    return PagePart(
        said.line(part.heading),
        tuple(
            PageBlock(tuple(map(text, block.lines)), points=True)
            if isinstance(block, Points)
            else PageBlock((text(block),))
            for block in part.blocks
        ),
    )


def texts(value: Page) -> list[str]:
    """Everything that stands on the page."""
    return [text for one in (value.side, value.beside) if one is not None for text in _texts(one)]


def _texts(one: Side) -> Iterator[str]:
    yield from (one.title, *one.notices, one.checked, *one.guide.lines, *one.foot)
    for part in one.parts:
        yield from (part.heading, *part.notices, *(line for block in part.blocks for line in block.lines))
    for group in one.groups:
        yield from (group.heading, group.note)
        for contact in group.contacts:
            yield from (contact.what, contact.name, contact.number, contact.web)
            yield contact.hours


def words(text: str) -> Counter[str]:
    """Each word and how often: presentation forms as letters, and nothing that is not seen.

    Without stops and brackets: on which side of a number they are is for the line's direction to say.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    return Counter("".join(mark if unicodedata.category(mark)[0] in "LMN" else " " for mark in plain).split())


def read(pdf: bytes) -> str:
    """Its text, a paragraph a line."""
    reader = PdfReader(BytesIO(pdf))
    return "\n".join(_Reading(reader, one).text() for one in reader.pages)


@dataclass
class _Piece:
    """Glyphs that are set in one go, from the left to the right."""

    block: int
    x: float
    y: float
    glyphs: list[str] = field(default_factory=list)

    @property
    def rtl(self) -> bool:
        return any(unicodedata.bidirectional(mark) in _RTL for one in self.glyphs for mark in one)

    def goes_on(self, other: _Piece) -> bool:
        """A letter with a mark above or below splits what is written from right to left."""
        return self.beside(other) and self.rtl and other.rtl and other.x > self.x - _HAIR

    def take(self, other: _Piece) -> None:
        """A mark that is set apart comes with the text of its letter, which says it too."""
        again = self.glyphs[-1] == other.glyphs[0] and any(map(unicodedata.combining, other.glyphs[0]))
        self.glyphs += other.glyphs[again:]

    def beside(self, other: _Piece) -> bool:
        return self.block == other.block and abs(self.y - other.y) < _MARKS

    def until(self, other: _Piece) -> str:
        """What is read between two pieces; an address may be broken where it has no blank."""
        if self.block != other.block:
            return " " if self.glyphs == ["•"] else "\n"
        broken = not self.beside(other) and not self.said().endswith((" ", "/"))
        return " " if broken else ""

    def said(self) -> str:
        return "".join(self.glyphs[::-1] if self.rtl else self.glyphs)


class _Reading:
    """Through the content of one sheet, glyph by glyph."""

    def __init__(self, reader: PdfReader, sheet: PageObject) -> None:
        self._stream = ContentStream(sheet.get_contents(), reader)
        resources: Any = sheet["/Resources"]
        self._fonts = {name: _unicode(font) for name, font in resources["/Font"].items()}
        self._font: Mapping[int, str] = {}
        self._blocks = _blocks(reader, sheet)
        self._block = 0
        self._at = (0.0, 0.0)
        self._open: list[str | None] = []
        self._pieces: list[_Piece] = []

    def text(self) -> str:
        for operands, operator in self._stream.operations:
            self._do(operator, operands)
        whole: list[_Piece] = []
        for one in self._pieces:
            if whole and whole[-1].goes_on(one):
                whole[-1].take(one)
            else:
                whole.append(one)
        said = [whole[0].said()]
        for last, one in pairwise(whole):
            said += [last.until(one), one.said()]
        return "".join(said)

    def _do(self, operator: bytes, operands: Any) -> None:
        match operator:
            case b"Tf":
                self._font = self._fonts[operands[0]]
            case b"cm":
                self._at = (float(operands[4]), float(operands[5]))
            case b"BDC" | b"BMC" | b"EMC":
                self._mark(operator, operands)
            case b"BT":
                self._pieces.append(_Piece(self._block, *self._at))
            case b"Tj":
                self._show(operands[0])
            case b"TJ":
                for one in operands[0]:
                    self._show(one)

    def _mark(self, operator: bytes, operands: Any) -> None:
        """Marked content begins or ends; it may say what text its glyphs stand for."""
        if operator == b"EMC":
            actual = self._open.pop()
            if actual is not None:
                self._pieces[-1].glyphs.append(str(actual))
            return
        about = operands[1] if operator == b"BDC" else {}
        # What belongs to no text, such as the number of the sheet, is no part of the paragraph before it.
        before = 0 if operands[0] == "/Artifact" else self._block
        self._block = self._blocks.get(about.get("/MCID"), before)
        self._open.append(about.get("/ActualText"))

    def _show(self, shown: Any) -> None:
        if not isinstance(shown, bytes | str):
            return
        raw = shown if isinstance(shown, bytes) else shown.original_bytes  # type: ignore[attr-defined]
        for at in range(0, len(raw), 2):
            glyph = int.from_bytes(raw[at : at + 2], "big")
            assert glyph, "a box in place of a letter"
            if not any(one is not None for one in self._open):
                self._pieces[-1].glyphs.append(self._font[glyph])


def _unicode(font: Any) -> Mapping[int, str]:
    table = font["/ToUnicode"].get_data()
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in _MAPPED.findall(table)
    }


def _blocks(reader: PdfReader, sheet: PageObject) -> Mapping[int | None, int]:
    """For each piece of marked content, the paragraph, heading, label or cell that it belongs to."""
    root: Any = reader.trailer["/Root"]
    numbers = root["/StructTreeRoot"]["/ParentTree"].get_object()
    kids = [numbers, *(one.get_object() for one in numbers.get("/Kids", ()))]
    flat = [one for kid in kids for one in kid.get("/Nums", ())]
    parents = flat[flat.index(sheet["/StructParents"]) + 1].get_object()
    return {number: _block(one.get_object()) for number, one in enumerate(parents)}


def _block(element: Any) -> int:
    while element["/S"] in _INLINE:
        element = element["/P"].get_object()
    return int(element.indirect_reference.idnum)
