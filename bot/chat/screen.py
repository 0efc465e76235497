"""Personnummer and samordningsnummer taken out of a text before anything of it is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from stdnum import luhn

PERSONNUMMER = "personnummer"
SAMORDNINGSNUMMER = "samordningsnummer"

_SEP = r"[ \u00a0\u2007\u202f\t./+\-\u2010-\u2015\u2212]{0,3}"
_CUT = _SEP.replace("[ ", r"[ )\r\n")
_WHOLE = re.compile(
    rf"(?<![\d+])(?:(?P<century>1[89]|20){_SEP})?(?P<date>\d\d{_SEP}\d\d{_SEP}\d\d)"
    rf"(?P<cut>{_CUT})(?P<tail>\d\d{_SEP}\d\d(?!\d)|[A-Za-z]{{1,2}}\d{{2,3}}(?!\w))"
)
_APART = re.compile(r"(?<![\d+])(?:\d ){9}\d(?!\d)|(?<![\d+])(?:\d ){11}\d(?!\d)")
_KEY_BEFORE = re.compile(r"[^\W\d_][\w-]*\s{0,2}:\s*$")
_NAME_BEFORE = re.compile(
    r"(?:\b(?:person(?:nummer|nr)|samordnings(?:nummer|nr)|pnr|p-nr|samnr)\b[.:]?\s*)$", re.IGNORECASE
)
_NEXT = re.compile(r"\s*(?:$|[,;.]|[^\W\d_][\w-]*\s{0,2}:)")
_DIGIT = re.compile(r"\d")
_ODD_DIGIT = re.compile(r"(?![0-9])\d")
_SAM = 60
_LONGEST_KEY = 40
_THIRTY = (4, 6, 9, 11)
_THIS_CENTURY = 2020


@dataclass(frozen=True)
class Screened:
    """``text`` without the tokens; ``dropped`` names the sorts that were there, never the tokens."""

    text: str
    dropped: tuple[str, ...]


def screen(text: str) -> Screened:
    """Take out every identity number, whatever its dashes, blanks and invisible characters.

    Dates are checked, check digits only where the shape alone is not enough: a mistyped number still
    points at somebody. Phone numbers have another shape, or fail the date; one in a single piece that
    is a whole personnummer as well is dropped.
    """
    if not _DIGIT.search(text):
        return Screened(text, ())
    visible, places = _seen(text)
    spans: list[tuple[int, int]] = []
    dropped: list[str] = []
    for found in (*_WHOLE.finditer(visible), *_APART.finditer(visible)):
        sort = _sort(found)
        if sort is not None:
            spans.append(_with_key(visible, found.start(), found.end()))
            dropped.append(sort)
    kept, position = [], 0
    for start, end in sorted(spans):
        kept.append(text[position : places[start]])
        position = max(position, places[end - 1] + 1)
    kept.append(text[position:])
    return Screened(" ".join(kept) if spans else text, tuple(dict.fromkeys(dropped)))


def _seen(text: str) -> tuple[str, Sequence[int]]:
    """What shows of it, with digits of every script as Latin ones, and where in it each character stands."""
    if text.replace("\n", "").isprintable() and not _ODD_DIGIT.search(text):
        # Nearly every text: to look at each character of a day's reports takes half a second.
        return text, range(len(text))
    places = [at for at, mark in enumerate(text) if unicodedata.category(mark) != "Cf"]
    return "".join(_plain(text[at]) for at in places), places


def _plain(mark: str) -> str:
    """Digits of every script as Latin ones, one character for one."""
    digit = unicodedata.digit(mark, None)
    return mark if digit is None or not mark.isdecimal() else str(digit)


def _sort(found: re.Match[str]) -> str | None:
    if found.re is _APART:
        digits = found[0].replace(" ", "")
        return _dated(digits[-10:-4]) if luhn.is_valid(digits[-10:]) else None
    date = re.sub(r"\D", "", found["date"])
    sort = _dated(date)
    if sort is None:
        return None
    tail = re.sub(r"[^0-9A-Za-z]", "", found["tail"])
    if not tail.isdigit():
        # the numbers that hospitals and police lend: a letter among the last four
        return sort if found["date"].isdigit() and len(tail) == 4 else None  # noqa: PLR2004 - the last four
    valid = luhn.is_valid(date + tail)
    whole = found["date"].isdigit() and valid
    dashed = not set(found["cut"]).isdisjoint("-+")
    if (_torn(found) and not whole) or (_goes_on(found) and not (whole and dashed)):
        return None
    if valid:
        return None if _is_phone(found, sort) else sort
    return sort if _shaped(found, sort) else None


def _torn(found: re.Match[str]) -> bool:
    """Cut by the end of a line or of a bracket: more often a date and something else, as a time."""
    return bool(set(found["cut"]) & set(")\r\n"))


def _goes_on(found: re.Match[str]) -> bool:
    """A letter stands right after it: a reference or an id, unless it is written as nothing else is."""
    return found.string[found.end() : found.end() + 1].isalpha() or found.string.startswith("_", found.end())


def _dated(date: str) -> str | None:
    """The sort of number that six digits begin, if they are a date."""
    year, month, day = int(date[:2]), int(date[2:4]), int(date[4:])
    sort = PERSONNUMMER if day <= _SAM else SAMORDNINGSNUMMER
    day = day if day <= _SAM else day - _SAM
    longest = 30 if month in _THIRTY else 31
    if month == 2:  # noqa: PLR2004 - February
        longest = 29 if year % 4 == 0 else 28
    return sort if 1 <= month <= 12 and 1 <= day <= longest else None  # noqa: PLR2004 - months


def _is_phone(found: re.Match[str], sort: str) -> bool:
    """070174 begins mobile numbers and samordningsnummer of 2007; the latter are cut after six digits."""
    grouped = found["date"].isdigit() and found["cut"] != ""
    return (
        sort == SAMORDNINGSNUMMER and not found["century"] and found["date"].startswith("0") and not grouped
    )


def _shaped(found: re.Match[str], sort: str) -> bool:
    """Written so that nothing else is meant, though the check digit is wrong."""
    if found["century"]:
        year = int(found["century"] + found["date"][:2])
        a_moment = not found["date"].isdigit() and year >= _THIS_CENTURY
        return not a_moment
    if not found["date"].isdigit() or not found["cut"]:
        return False
    return "-" in found["cut"] or "+" in found["cut"] or sort == PERSONNUMMER


def _with_key(visible: str, start: int, end: int) -> tuple[int, int]:
    """Take the key along when nothing else was its value, so that it is not an empty riddle."""
    # a key is short: looking further back would cost the square of a long message
    before = visible[max(0, start - _LONGEST_KEY) : start]
    offset = start - len(before)
    if found := _NAME_BEFORE.search(before):
        return offset + found.start(), end
    found = _KEY_BEFORE.search(before)
    if found is not None and _NEXT.match(visible, end):
        return offset + found.start(), end
    return start, end
