"""Whether a PO file may stand for a language: its header, its keys, each translation beside its Swedish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from babel.core import get_global

from bot.guidance.alike import VALUE, differences
from bot.guidance.catalogue import source_of
from bot.guidance.languages import Language
from bot.guidance.po import Item, PoFile
from bot.guidance.source import lines
from bot.guidance.values import Line

_CHARSET: Final = re.compile(r"text/plain;\s*charset=utf-?8", re.IGNORECASE)
_LOOSE: Final = re.compile(r"[\s();]")
_NAMES: Final = (("Arab", "ARABIC"), ("Ethi", "ETHIOPIC"), ("Latn", "LATIN"))
"""How Unicode's names of letters begin, by script."""
_LONGEST: Final = 2000
"""Letters of one message."""


@dataclass(frozen=True)
class Problem:
    """``key`` is empty for the file as a whole; ``line`` is where it stands.

    Of the header: fuzzy header, language, charset, plural header. Of a message: unknown key, shape (singular
    where there is a plural now, or the other way round), plural (forms too few, too many or left empty),
    values, numbers, spaces, characters, long. Of the file: script.
    """

    code: str
    line: int
    key: str = ""
    detail: str = ""


def problems(po: PoFile, language: Language, source: Sequence[Line] | None = None) -> tuple[Problem, ...]:
    """Everything that stands in the way; a translation that is missing or outdated does not."""
    wanted = {line.key: line for line in (lines() if source is None else source)}
    found = [*_header(po, language)]
    for one in (one for one in po.items if not one.obsolete):
        if one.context is None or one.context not in wanted:
            found.append(Problem("unknown key", one.line, one.context or one.ids[0][:60]))
        else:
            found += _message(one, wanted[one.context], len(language.forms))
    found += _script(po, language)
    return tuple(found)


def same_plurals(header: str, language: Language) -> bool:
    """Blanks and brackets do not matter: tools set them as they like."""
    return _LOOSE.sub("", header) == _LOOSE.sub("", language.plurals)


def _header(po: PoFile, language: Language) -> Iterator[Problem]:
    line = po.header.line
    if po.header.fuzzy:
        yield Problem("fuzzy header", line)
    if po.field("Language") != language.code:
        yield Problem("language", line, detail=po.field("Language")[:20])
    if _CHARSET.fullmatch(po.field("Content-Type")) is None:
        yield Problem("charset", line, detail=po.field("Content-Type")[:60])
    if not same_plurals(po.field("Plural-Forms"), language):
        yield Problem("plural header", line, detail=language.plurals)


def _message(one: Item, line: Line, forms: int) -> Iterator[Problem]:
    def problem(code: str, detail: str = "") -> Problem:
        return Problem(code, one.line, line.key, detail)

    if len(one.ids) != len(source_of(line)):
        yield problem("shape")
        return
    if (line.many and len(one.forms) != forms) or (any(one.forms) and not all(one.forms)):
        yield problem("plural", f"{sum(map(bool, one.forms))}/{forms}")
    if any(len(form) > _LONGEST for form in one.forms):
        yield problem("long")
    # what is filled in is of now; what it tells is of the Swedish that it was made from
    made_from = one.previous if one.fuzzy and one.previous else one.ids
    found = [(code, detail) for code, detail in differences(source_of(line), one.forms) if code != "numbers"]
    found += [(code, detail) for code, detail in differences(made_from, one.forms) if code == "numbers"]
    yield from (problem(code, detail) for code, detail in dict.fromkeys(found))


def _script(po: PoFile, language: Language) -> Iterator[Problem]:
    """A file whose letters are mostly of another script is in another language, whatever its header says."""
    said = "".join(VALUE.sub("", form) for one in po.current().values() for form in one.forms)
    letters = [mark for mark in said if unicodedata.category(mark) in {"Lo", "Lu", "Ll"}]
    name = dict(_NAMES).get(script_of(language), "")
    own = sum(unicodedata.name(mark, "").startswith(name) for mark in letters)
    if letters and own * 2 < len(letters):
        yield Problem("script", po.header.line, detail=script_of(language))


def script_of(language: Language) -> str:
    """As CLDR has it: ``Arab``."""
    full: str = get_global("likely_subtags").get(language.code, "")
    return next((part for part in full.split("_") if len(part) == len("Latn")), "Latn")
