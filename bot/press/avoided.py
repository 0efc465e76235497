"""Names and nicknames that are not to be used: whether a text has one, however it is spaced and cased."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from bot.chat.text import fold

_WORD: Final = re.compile(r"[^\W_]+")
_ENDINGS: Final = frozenset({"", "s", "n", "t", "en", "et", "ens", "ets", "ar", "er", "na", "arna", "erna"})
"""What Swedish hangs on a name: the genitive, and the ending of a definite form."""


def avoided(text: str, avoid: Iterable[str]) -> tuple[str, ...]:
    """Those of the register's entries that stand in the text, in their order.

    Marks between the words, letters that cannot be seen and typographic forms of letters make no difference.
    """
    words = tuple(_words(text))
    return tuple(entry for entry in avoid if _stands(tuple(_words(entry)), words))


def _words(text: str) -> Iterator[str]:
    visible = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    return (found[0] for found in _WORD.finditer(fold(visible)))


def _stands(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    size = len(wanted)
    if not size:
        return False
    return any(
        words[at : at + size - 1] == wanted[:-1] and _is_form_of(words[at + size - 1], wanted[-1])
        for at in range(len(words) - size + 1)
    )


def _is_form_of(word: str, name: str) -> bool:
    return word.startswith(name) and word[len(name) :] in _ENDINGS
