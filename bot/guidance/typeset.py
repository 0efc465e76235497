"""Sets a page as PDF, in a process of its own: it takes memory, and a processor that others wait for.

It imports little, so that it starts at once. What comes in is JSON as ``page_json`` writes it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
import typst

from bot.errors import Refusal

_WEIGHTS: Final = (400, 700)
_TOO_LONG: Final = "page.too_long"
_NO_GLYPH: Final = re.compile(r'the text `"(.*?)"` could not be displayed with')


@dataclass(frozen=True)
class Typefaces:
    """What the folder has, and nothing else that is on the machine.

    ``lacking``: families that are wanted and that are not there whole.
    """

    folder: Path
    found: typst.Fonts
    lacking: tuple[str, ...]


def typefaces(folder: Path, wanted: Iterable[str]) -> Typefaces:
    """Look through the folder, and everything in it."""
    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder)] if folder.is_dir() else [],
    )
    have = {(one.family, one.weight) for one in found.fonts() if one.style == "normal"}
    lacking = tuple(family for family in wanted if any((family, one) not in have for one in _WEIGHTS))
    return Typefaces(folder, found, lacking)


def typeset(page: Mapping[str, Any], typefaces: Typefaces) -> bytes:
    """The same bytes for the same page.

    Raises:
        Refusal: ``page.typefaces`` with ``families`` and ``folder``, ``page.letters`` with the ``letters``
            that no typeface has, or ``page.too_long``.
    """
    if typefaces.lacking:
        families = ", ".join(typefaces.lacking)
        raise Refusal("page.typefaces", families=families, folder=str(typefaces.folder))
    sides = {name: _with_code(page[name]) for name in ("side", "beside")}
    try:
        made, warnings = typst.compile_with_warnings(
            files("bot.guidance").joinpath("page.typ").read_bytes(),
            font_paths=typefaces.found,
            ignore_system_fonts=True,
            sys_inputs={"page": json.dumps({**page, **sides}, ensure_ascii=False)},
            # universal accessibility: read aloud in order, and a letter without a glyph is a fault, not a box
            pdf_standards="ua-1",
            # the day alone, so that a page made twice on a day is the same file
            timestamp=_midnight(*page["day"]),
        )
    except typst.TypstError as error:
        raise _refused(error) from error
    if warnings:
        raise Refusal("page.letters", letters=[])
    return made


def _midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def _refused(error: typst.TypstError) -> Exception:
    if _TOO_LONG in error.diagnostic:
        return Refusal("page.too_long")
    letters = list(dict.fromkeys(_NO_GLYPH.findall(error.diagnostic)))
    return Refusal("page.letters", letters=letters) if letters else error


def _with_code(side: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if side is None:
        return None
    guide = side["guide"]
    return {**side, "guide": {**guide, "code": _code(guide["url"]) if guide["url"] else ""}}


def _code(url: str) -> str:
    """The address as a QR code in SVG; the white that a camera needs around it is the page's."""
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", border=0)
    return drawn.getvalue().decode()


def main() -> None:
    """A page comes in, a PDF goes out; or why there is none, as JSON."""
    os.nice(10)
    asked = json.loads(sys.stdin.buffer.read())
    try:
        said = typeset(asked["page"], typefaces(Path(asked["folder"]), asked["families"]))
    except Refusal as refusal:
        said = json.dumps([refusal.code, refusal.fields], ensure_ascii=False).encode()
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main()
