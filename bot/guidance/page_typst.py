"""A page as PDF: tagged, in its language, one sheet of A4, and the same bytes for the same page."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime, time
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

import segno
import typst

from bot.errors import Refusal
from bot.guidance.fonts import Typefaces
from bot.guidance.page import Page, Side

_STANDARD: Final = "ua-1"
"""Universal accessibility: read aloud in order; a letter without a glyph is a fault and not a box."""
_TOO_LONG: Final = "page.too_long"
_IN_NUMBER: Final = re.compile(r"(?<=\d) (?=\d)")
_NO_GLYPH: Final = re.compile(r'the text `"(.*?)"` could not be displayed with')


def to_json(page: Page) -> str:
    """Everything that the PDF depends on: two pages of the same text are the same."""
    day = page.made_on
    data = {
        "title": page.title,
        "day": [day.year, day.month, day.day],
        "side": _side(page.side),
        "beside": _side(page.beside) if page.beside is not None else None,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def to_pdf(page: Page, typefaces: Typefaces) -> bytes:
    """To be called in a thread; it lets the others go on.

    Raises:
        Refusal: ``page.typefaces`` with ``families`` and ``folder``, ``page.letters`` with the ``letters``
            that no typeface has, or ``page.too_long``.
    """
    if typefaces.lacking:
        families = ", ".join(typefaces.lacking)
        raise Refusal("page.typefaces", families=families, folder=str(typefaces.folder))
    try:
        made, warnings = typst.compile_with_warnings(
            files("bot.guidance").joinpath("page.typ").read_bytes(),
            font_paths=typefaces.found,
            ignore_system_fonts=True,
            sys_inputs={"page": to_json(page)},
            pdf_standards=_STANDARD,
            # the day alone, so that a page made twice on a day is the same file
            timestamp=datetime.combine(page.made_on, time(), UTC),
        )
    except typst.TypstError as error:
        raise _refused(error, page) from error
    if warnings:
        raise Refusal("page.letters", language=page.side.language.code, letters=())
    return made


def _refused(error: typst.TypstError, page: Page) -> Exception:
    if _TOO_LONG in error.diagnostic:
        return Refusal("page.too_long", language=page.side.language.code)
    letters = tuple(dict.fromkeys(_NO_GLYPH.findall(error.diagnostic)))
    if letters:
        return Refusal("page.letters", language=page.side.language.code, letters=letters)
    return error


def _side(side: Side) -> dict[str, Any]:
    language = side.language
    known = {
        **_unbroken(asdict(side)),
        "lang": language.code,
        "rtl": language.rtl,
        "families": list(side.families),
    }
    del known["language"]
    known["guide"]["code"] = _code(side.guide.url) if side.guide.url else ""
    return known


def _unbroken(value: Any) -> Any:
    """A number in groups stays on one line: its second half alone would be another number."""
    match value:
        case str():
            return _IN_NUMBER.sub("\u00a0", value)
        case dict():
            return {key: _unbroken(one) for key, one in value.items()}
        case list() | tuple():
            return [_unbroken(one) for one in value]
    return value


def _code(url: str) -> str:
    """The address as a QR code in SVG; the white that a camera needs around it is the page's."""
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", border=0)
    return drawn.getvalue().decode()
