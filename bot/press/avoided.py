"""Names and nicknames that are not to be used: whether a text has one, however it is spaced and written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.press.look_alikes import bare, readings, whole

_WORD: Final = re.compile(r"[^\W_]+")
_ENDINGS: Final = frozenset({"", "s", "n", "t", "en", "et", "ens", "ets", "ar", "er", "na", "arna", "erna"})
"""What Swedish hangs on a name: the genitive, and the ending of a definite form."""


@dataclass(frozen=True)
class _Reading:
    """The words of a text in one of the ways it may be read; ``places``: where there is a form of a name."""

    words: tuple[str, ...]
    places: Mapping[str, Sequence[int]]

    def has(self, wanted: tuple[str, ...]) -> bool:
        before, last = wanted[:-1], wanted[-1]
        places = (at for at in self.places.get(last, ()) if at >= len(before))
        return any(self.words[at - len(before) : at] == before for at in places)


def avoided(text: str, avoid: Iterable[str]) -> tuple[str, ...]:
    """Those of the register's entries that stand in the text, in their order.

    Marks between the words and over letters, what cannot be seen, typographic forms of letters, and letters
    of another script that look the same make no difference; nor do blanks left out between an entry's words,
    as in a hashtag. å, ä and ö are letters, and no others with marks.
    """
    found = [_reading(one) for one in readings(bare(text))]

    def stands(wanted: tuple[str, ...]) -> bool:
        return bool(wanted) and any(one.has(wanted) or one.has(("".join(wanted),)) for one in found)

    return tuple(entry for entry in avoid if stands(_wanted(entry)))


@lru_cache(maxsize=1024)
def _wanted(entry: str) -> tuple[str, ...]:
    """An entry's words: the register's are looked for in every text."""
    return tuple(_words(whole(bare(entry))))


def _reading(text: str) -> _Reading:
    words = tuple(_words(text))
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        for name in _names(word):
            places.setdefault(name, []).append(at)
    return _Reading(words, places)


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(text.casefold()))


def _names(word: str) -> Iterator[str]:
    """Every name that the word may be, with one of the endings."""
    return (word[: len(word) - len(end)] for end in _ENDINGS if word.endswith(end))
