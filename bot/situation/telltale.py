"""What a text should not have in it: forms of numbers, addresses and blanks that were never filled in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from stdnum import luhn

from bot.chat.screen import screen


class Code(StrEnum):
    """What was found."""

    NO_REPORTS = "no_reports"
    BLANK = "blank"
    LEVEL_ALONE = "level_alone"
    PLACEHOLDER = "placeholder"
    PERSONNUMMER = "personnummer"
    NAME = "name"
    CHILD = "child"
    PLATE = "plate"
    PHONE = "phone"
    MAIL = "mail"
    HANDLE = "handle"
    ADDRESS = "address"
    LONG_LINE = "long_line"
    LONG_VERSION = "long_version"


_STREETS = "gatan|gata|vägen|väg|gränd|stigen|torget|backen|allén|plan|stråket|leden|slingan|ringen"
_FORMS: Final = MappingProxyType(
    {
        Code.PLACEHOLDER: re.compile(
            r"\bX{2,}\b|\bx{3,}\b|\[[^\W\d][^\]\n]{0,40}\]|<[^\W\d][^>\n]{0,30}>|\b(?:TODO|TBD|FIXME)\b|"
            r"\b[Ll]orem\b|\?{3,}|_{3,}|\.{5,}"
        ),
        # three letters of those that plates have; in small letters only without a blank, as "och 112" is none
        Code.PLATE: re.compile(
            r"\b(?!SOS)[A-HJ-PR-UW-Z]{3} ?\d{2}[\dA-HJ-PR-UW-Z]\b|\b[a-hj-pr-uw-z]{3}\d{2}[\da-hj-pr-uw-z]\b"
        ),
        Code.PHONE: re.compile(
            r"(?<![\w-])(?:(?:\+|00)46 ?(?:\(0\))?|0)[ -]?[1-9](?:[ \-/]{0,2}\d){6,9}(?![\w-])"
        ),
        Code.MAIL: re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}\.\w{2,}"),
        Code.HANDLE: re.compile(r"(?<![\w.])@[\w.]{3,}"),
        Code.ADDRESS: re.compile(
            rf"\b[A-ZÅÄÖ][a-zåäöé]{{1,30}}(?:{_STREETS})s? \d{{1,4}} ?[A-Za-z]?\b"
            rf"|\b[A-ZÅÄÖ][a-zåäöé]{{1,30}} (?:{_STREETS}) \d{{1,4}}\b"
        ),
    }
)
_APART = re.compile(r"(?<!\d)((?:18|19|20)?\d{2}[-./ ]?\d{2}[-./ ]?\d{2})\D{1,40}(\d{4})(?!\d)")
_LOOSE = re.compile(r"(?<!\d)\d(?:[ .\-/_]{0,3}\d){9,11}(?!\d)")
_DIGIT = re.compile(r"\d")
_ODD_DIGIT = re.compile(r"(?![0-9])\d")
_FEWEST: Final = 8
"""Digits of the shortest form of an identity number, the one with letters among its last four."""
_LATELY: Final = 2
"""Years: a date as near as that is one of the report, and four digits after it the time of day."""


def forms(text: str, now: datetime) -> Iterator[Code]:
    """Each sort once; the text is never quoted."""
    seen = visible(text)
    if personnummer(seen, now):
        yield Code.PERSONNUMMER
    yield from (code for code, form in _FORMS.items() if form.search(seen))


def personnummer(text: str, now: datetime) -> bool:
    """What the screen takes out, and the same with words or single blanks between its digits."""
    if len(_DIGIT.findall(text)) < _FEWEST:
        return False
    if screen(text).dropped:
        return True
    apart = (found[1] + found[2] for found in _APART.finditer(text))
    loose = (found[0] for found in _LOOSE.finditer(text) if not found[0].startswith("0"))
    return any(_is_one(re.sub(r"\D", "", digits), now) for digits in (*apart, *loose))


def _is_one(digits: str, now: datetime) -> bool:
    year, month, day = int(digits[-10:-8]), int(digits[-8:-6]), int(digits[-6:-4])
    lately = (now.year - year) % 100 < _LATELY and digits[:-10] in {"", "20"}
    dated = 1 <= month <= 12 and 1 <= day % 60 <= 31  # noqa: PLR2004 - months and days
    return dated and not lately and luhn.is_valid(digits[-10:])


def visible(text: str) -> str:
    """Without characters that show nothing, and with digits of every script as Latin ones."""
    if text.replace("\n", "").isprintable() and not _ODD_DIGIT.search(text):
        return text
    kept = (mark for mark in text if unicodedata.category(mark) != "Cf")
    return "".join(str(unicodedata.digit(mark)) if mark.isdecimal() else mark for mark in kept)
