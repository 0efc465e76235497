"""Names and children that a text may point at: guesses on the quiet side, for a human to look at."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from bot.actors.facts import kommuner
from bot.chat.text import fold

_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[^\w\s]")
_CAPITAL = re.compile(r"[A-ZÅÄÖÉÜ][a-zåäöéèüáíóćčšž]+(?:-[A-ZÅÄÖÉÜ][a-zåäöéèüáíóćčšž]+)?")
_THE_KIND: Final = ("en", "et", "an", "na", "erna", "orna", "arna")
"""How a Swedish word for a thing ends when it begins a sentence; given names of that length seldom do."""
_LONG_ENOUGH: Final = 6
_AT: Final = frozenset({"i", "på", "vid", "kring", "runt", "nära", "utanför", "längs", "mellan"})
_THINGS: Final = frozenset(
    {
        "april", "arena", "augusti", "badhus", "barnen", "bibliotek", "brandforsvar", "brandkar", "centrum",
        "december", "familjecenter", "februari", "fritidsgard", "galleria", "gymnasieskola", "gymnasium",
        "hamn", "idrottsplats", "insats", "januari", "jour", "jul", "juli", "juni", "kommun", "korset",
        "kyrka", "lan", "lansstyrelsen", "maj", "mars", "november", "nyar", "oktober", "operation", "park",
        "polis", "polisen", "polismyndigheten", "polisregion", "projekt", "region", "regionen", "september",
        "sjukhus", "skola", "skolan", "socialjour", "socialtjanst", "socialtjansten", "stad",
        "stadsmission", "station", "sverige", "torg", "trafikverket",
    }
)  # fmt: skip
_NUMERALS = "tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton"
_SOMEBODY = "pojken?|flickan?|killen?|tjej(?:en)?|barn(?:et)?|elev(?:en)?|son(?:en)?|dotter(?:n)?|ynglingen?"
_CHILD = re.compile(
    rf"\b(?:(?P<age>\d{{1,2}})[- ]?|(?:{_NUMERALS}))åri(?:g|ge|ga|ng|ngen)\b"
    rf"|\b(?:{_SOMEBODY})\b[^.\n]{{0,20}}?\b(?P<after>\d{{1,2}}) år\b"
    rf"|\b(?P<before>\d{{1,2}}) år gam(?:mal|la)\b",
    re.IGNORECASE,
)
_GROWN: Final = 21


def sentences(text: str) -> Iterator[str]:
    return (part for part in _SENTENCE.split(text) if part)


def has_place(sentence: str) -> bool:
    """A kommun is named, or something with a capital comes after "i", "vid" and the like."""
    tokens = _TOKEN.findall(sentence)
    places = _places()
    return any(fold(one) in places for one in tokens) or any(
        first in _AT and _CAPITAL.match(second) for first, second in pairwise(tokens)
    )


def passing(known: Collection[str]) -> frozenset[str]:
    """Words that belong to no person: of places, things, and the names of actors and themes."""
    return _places() | _THINGS | {fold(word) for name in known for word in _TOKEN.findall(name)}


def names_somebody(sentence: str, passed: frozenset[str]) -> bool:
    """Two words with capitals in a row, neither of which may pass, and not after "i", "vid" and the like."""
    tokens = _TOKEN.findall(sentence)
    for at, (first, second) in enumerate(pairwise(tokens)):
        if not (_CAPITAL.fullmatch(first) and _CAPITAL.fullmatch(second)):
            continue
        if fold(first) in passed or fold(second) in passed or (at and tokens[at - 1] in _AT):
            continue
        if at == 0 and len(first) > _LONG_ENOUGH and first.endswith(_THE_KIND):
            continue
        return True
    return False


def may_name_somebody(text: str, known: Collection[str]) -> bool:
    """A person by name, or one child by age. ``known``: names of actors, which are not those of people."""
    passed = passing(known)
    return any(names_somebody(one, passed) or one_child(one) for one in sentences(text))


def one_child(sentence: str) -> bool:
    """The age of one person under 21; "14-åringar" are several."""
    for found in _CHILD.finditer(sentence):
        age = found["age"] or found["after"] or found["before"]
        if age is None or int(age) < _GROWN:
            return True
    return False


@cache
def _places() -> frozenset[str]:
    """Every word of a kommun's name, with and without the genitive's s."""
    words = {
        fold(word) for one in kommuner() for word in (*one.name.split(), *one.official.split(), one.name)
    }
    return frozenset(words | {f"{word}s" for word in words})
