"""Which language somebody means: by code, by its name in several languages, with typing errors.

Nothing is taken for a language that it is not: what the guide is not made in is known by its name too.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale
from rapidfuzz.distance import DamerauLevenshtein

from bot.chat.text import fold, strip_controls
from bot.guidance.languages import Language, Nearby, languages, nearby

LONGEST: Final = 60
"""Letters; what is longer is no name of a language."""
_TAG: Final = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})+")
_ALIKE: Final = str.maketrans({"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ە": "ه", "ـ": ""})
"""Letters that keyboards of several languages have in several forms."""
_BESIDE: Final = frozenset(("pa", "in", "the", "language", "spraket", "sprak", "guiden", "guide"))
_CODE: Final = 3
"""Letters of a code at most."""
_SWEDISH: Final = frozenset("åäö")
_NONE: Final = frozenset(("farsta", "fara", "person"))
"""A place and common words that begin a language's name in some language, or are one letter from it."""
_SHORTEST_START: Final = 4
_LETTERS: Final = (4, 8)
"""From so many letters one may be wrong, and two."""
_OFFERED: Final = 3


@dataclass(frozen=True)
class Found:
    """This one."""

    language: Language


@dataclass(frozen=True)
class Explained:
    """A name of several languages, or of one that the guide is not made in though in one near it."""

    nearby: Nearby
    offered: tuple[Language, ...]


@dataclass(frozen=True)
class Unknown:
    """None of the guide's. ``other`` is the code of another language; ``near`` what may have been meant."""

    text: str
    other: str | None = None
    near: tuple[Language, ...] = ()


Meant = Found | Explained | Unknown


def find_language(text: str, verbs: Iterable[str] = ()) -> Meant:
    """What was meant by it, whatever was written.

    ``verbs``: other words that may have been meant in its place: a language is not nearer than they are.
    """
    shown = " ".join(strip_controls(text).split())
    if not shown or len(shown) > LONGEST:
        return Unknown(shown[:LONGEST])
    spelled = _spelled(shown)
    if spelled in _NONE or _is_word(spelled, shown):
        return Unknown(shown)
    return _named(spelled, shown) or _tagged(shown) or _typed(spelled, shown, verbs)


def is_name(text: str) -> bool:
    """Whether it is, letter for letter, the name of one of the guide's languages or of one near it."""
    spelled = _spelled(text)
    return (spelled in _own() or spelled in _near()) and not _is_word(spelled, text)


def language_name(code: str, reader: str) -> str:
    """What a language is called in the reader's own (CLDR), or its code."""
    return str(Locale.parse(reader).languages.get(code, code))


def _named(spelled: str, shown: str) -> Meant | None:
    """By a whole name."""
    if (own := _own().get(spelled)) is not None:
        return Found(own)
    if (near := _near().get(spelled)) is not None:
        return _explained(near)
    other = _others().get(spelled)
    return Unknown(shown, other) if other is not None else None


def _explained(near: Nearby) -> Explained:
    return Explained(near, tuple(one for one in languages() if one.code in near.means))


def _is_word(spelled: str, shown: str) -> bool:
    """No code has å, ä or ö: *är* and *få* are neither Arabic nor Persian."""
    words = [
        word for word in unicodedata.normalize("NFC", shown.casefold()).split() if fold(word) not in _BESIDE
    ]
    return len(spelled) <= _CODE and not _SWEDISH.isdisjoint("".join(words))


def _tagged(shown: str) -> Meant | None:
    """By a tag with more than a language in it: ckb-IQ, ti_ER."""
    tag = shown.casefold()
    return _named(re.split("[-_]", tag)[0], shown) if _TAG.fullmatch(tag) else None


def _typed(spelled: str, shown: str, verbs: Iterable[str]) -> Meant:
    """By its beginning, or with typing errors, where nothing else is as near."""
    begun = {one.code: one for name, one in _own().items() if name.startswith(spelled)}
    if len(spelled) >= _SHORTEST_START and len(begun) == 1:
        several = next((name for name in _near() if " " not in name and name.startswith(spelled)), None)
        return Found(*begun.values()) if several is None else _explained(_near()[several])
    near = _best(spelled, _own())
    rivals = [*_near(), *_others(), *(fold(verb) for verb in verbs)]
    rival = min((_distance(spelled, name) for name in rivals), default=LONGEST)
    best = near[0][0]
    first = {language.code: language for distance, language in near if distance == best}
    if best <= _allowed(spelled) and best < rival and len(first) == 1:
        return Found(*first.values())
    close = {one.code: one for distance, one in near if distance <= min(rival, len(spelled) // 3)}
    return Unknown(shown, near=tuple(close.values())[:_OFFERED])


def _best(spelled: str, names: Mapping[str, Language]) -> list[tuple[int, Language]]:
    return sorted(((_distance(spelled, name), one) for name, one in names.items()), key=lambda pair: pair[0])


def _distance(spelled: str, name: str) -> int:
    return int(DamerauLevenshtein.distance(spelled, name))


def _allowed(spelled: str) -> int:
    """How many letters of a word may be wrong."""
    return bisect(_LETTERS, len(spelled))


def _spelled(text: str) -> str:
    """The form in which names are compared: no capitals, marks, punctuation, or words beside the name."""
    plain = fold(text).translate(_ALIKE)
    kept = "".join(
        mark if mark.isalnum() else "" if unicodedata.category(mark) == "Cf" else " " for mark in plain
    )
    words = kept.split()
    return " ".join(word for word in words if word not in _BESIDE) or " ".join(words)


@cache
def _own() -> Mapping[str, Language]:
    found: dict[str, Language] = {}
    for one in languages():
        for name in _names(one):
            found.setdefault(_spelled(name), one)
    return MappingProxyType(found)


def _names(one: Language) -> Iterable[str]:
    yield from (one.code, one.swedish, one.english, one.own, *one.names)
    for name in (one.swedish, one.english):
        yield from (part.strip(" )") for part in name.split("("))
    for reader in languages():
        if (called := reader.locale.languages.get(one.code)) is not None:
            yield str(called)


@cache
def _near() -> Mapping[str, Nearby]:
    return MappingProxyType({_spelled(name): one for one in nearby() for name in one.names})


@cache
def _others() -> Mapping[str, str]:
    """Every other language that CLDR has a name for, in Swedish, in English and in itself, and its code."""
    found: dict[str, str] = {}
    own = {one.code for one in languages()}
    for reader in ("sv", "en"):
        for code, name in Locale.parse(reader).languages.items():
            if code.partition("_")[0] not in own:
                found.setdefault(_spelled(code), code)
                found.setdefault(_spelled(name), code)
    return MappingProxyType(found)
