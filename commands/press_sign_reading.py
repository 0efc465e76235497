"""How the words after ``godkänn``, ``avslå`` and ``återkalla`` are read, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.errors import Refusal
from commands.press_reading import reference_first

Found = dict[str, tuple[str, int]]

_PADDED: Final = re.compile(r"\s*(?P<reference>0\d{1,5})\b[ \t:,.]*")
"""A number that begins with 0 is a message's."""
_REVISION: Final = re.compile(
    r"(?<!\w)(?:revision(?:en)?|version(?:en)?|rev|ver|r|v)[\s.:#=：]{0,3}(?P<number>\d{1,4})\b[.,;]?",
    re.IGNORECASE,
)
_ACTOR: Final = re.compile(
    r"(?<![\w:])(?:för|for|aktör|aktor|actor|organisation)\s{0,2}[:=：]\s*(?P<name>\S[^\n]*)", re.IGNORECASE
)
_FOR: Final = re.compile(r"(?<![\w:])(?:för|for)\s+(?P<name>\S[^\n]*)", re.IGNORECASE)
_REASON_ALONE: Final = re.compile(r"(?:orsak|skäl|skal|anledning|motivering|reason)\W*", re.IGNORECASE)
_REASON: Final = re.compile(
    r"(?<![\w:])(?:orsak|skäl|skal|anledning|motivering|reason)\s{0,2}[:=：]\s*(?P<words>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_MESSAGE: Final = re.compile(r"(?<!\w)(?P<reference>BU[\W_]{0,2}\d{1,6})\b", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"(?<![\w:])(?:budskap|ref|id|message)\s{0,2}[:=：]\s*(?P<reference>(?:BU[\W_]{0,2})?\d{1,6}|\w+)\b",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(r"\s*(?P<reference>\d{1,6})[\s.,]*")
_NUMBER: Final = re.compile(r"(?P<number>[1-9]\d{0,3})\b[.,;]?")
_WORD: Final = re.compile(r"\w+")
_BLANKS: Final = re.compile(r" {2,}")
_BETWEEN: Final = " \t\n,;.:-–—"


def read_approval(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """Message, revision and actor.

    Raises:
        Refusal: ``arg.extra`` for anything more: a yes with a condition is no yes.
    """
    given, rest = _common(text, start)
    if "reference" not in given and (message := _MESSAGE.search(rest)) is not None:
        given["reference"] = (message["reference"], message.start("reference"))
        rest = _blank(rest, message.start(), message.end())
    if "actor" not in given and (found := _FOR.search(rest)) is not None:
        given["actor"] = (found["name"].strip(), found.start("name"))
        rest = _blank(rest, found.start(), found.end())
    if "revision" not in given and (number := _NUMBER.search(rest)) is not None:
        given["revision"] = (number["number"], number.start())
        rest = _blank(rest, number.start(), number.end())
    for word in _WORD.finditer(rest):
        raise Refusal("arg.extra", word=word[0], at=word.start())
    return given


def read_rejection(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """Message, revision, actor and reason: what is left over is the reason, as it was typed."""
    given: Found = {}
    if (reason := _REASON.search(text, start)) is not None:
        given["reason"] = (reason["words"].strip(), reason.start("words"))
        text = _blank(text, reason.start(), reason.end())
    found, rest = _common(text, start)
    given |= found
    words = rest.lstrip(_BETWEEN).rstrip()
    if words:
        # where a piece was taken out of the middle, blanks are left
        given.setdefault("reason", (_BLANKS.sub(" ", words), rest.index(words)))
    return given


def read_retraction(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """Message and reason: what is left over is the reason, as it was typed."""
    first, begins = _reference(text, start)
    given: Found = dict(first)
    rest = _blank(text, 0, begins)
    if not given and (named := _NAMED.search(rest) or _ALONE.fullmatch(rest)) is not None:
        given["reference"] = (named["reference"], named.start("reference"))
        rest = _blank(rest, named.start(), named.end())
    elif not given and (message := _MESSAGE.search(rest)) is not None:
        given["reference"] = (message["reference"], message.start("reference"))
    words = rest.strip(_BETWEEN)
    if (reason := _REASON.match(words)) is not None:
        words = reason["words"]
    elif _REASON_ALONE.fullmatch(words) is not None:
        words = ""
    if words:
        given["reason"] = (_BLANKS.sub(" ", words), rest.index(words))
    return given


def _reference(text: str, start: int) -> tuple[Mapping[str, tuple[str, int]], int]:
    first, begins = reference_first(text, start)
    if not first and (padded := _PADDED.match(text, start)) is not None:
        return {"reference": (padded["reference"], padded.start("reference"))}, padded.end()
    return first, begins


def _common(text: str, start: int) -> tuple[Found, str]:
    """What both read, and the text with blanks in its place."""
    first, begins = _reference(text, start)
    given: Found = dict(first)
    rest = _blank(text, 0, begins)
    for name, pattern, group in _pieces():
        if (found := pattern.search(rest)) is not None:
            given[name] = (found[group].strip(" ,;."), found.start(group))
            rest = _blank(rest, found.start(), found.end())
    return given, rest


def _pieces() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """The revision before the actor, whose name goes on to the end of the line."""
    yield "revision", _REVISION, "number"
    yield "actor", _ACTOR, "name"


def _blank(text: str, start: int, end: int) -> str:
    """The same length, so that every place stays the same."""
    return text[:start] + " " * (end - start) + text[end:]
