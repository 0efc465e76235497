"""Names and nicknames that are not to be used: whether a text has one, however it is spaced and written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bot.chat.text import fold
from bot.press.look_alikes import as_read, bare

_WORD: Final = re.compile(r"[^\W_]+")
_ENDINGS: Final = frozenset({"", "s", "n", "t", "en", "et", "ens", "ets", "ar", "er", "na", "arna", "erna"})
"""What Swedish hangs on a name: the genitive, and the ending of a definite form."""


def avoided(text: str, avoid: Iterable[str]) -> tuple[str, ...]:
    """Those of the register's entries that stand in the text, in their order.

    Marks between the words and over letters, what cannot be seen, typographic forms of letters, and letters
    of another script that look the same make no difference.
    """
    plain = bare(text)
    written, read = tuple(_words(plain)), tuple(_words(as_read(plain)))
    known = frozenset((*written, *read))

    def stands(wanted: tuple[str, ...]) -> bool:
        # a long text is gone through from end to end for those alone whose last word it has
        if not wanted or not any(_is_form_of(one, wanted[-1]) for one in known):
            return False
        return _stands(wanted, written) or _stands(wanted, read)

    return tuple(entry for entry in avoid if stands(tuple(_words(bare(entry)))))


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(fold(text)))


def _stands(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    size = len(wanted)
    return any(
        words[at : at + size - 1] == wanted[:-1] and _is_form_of(words[at + size - 1], wanted[-1])
        for at in range(len(words) - size + 1)
    )


def _is_form_of(word: str, name: str) -> bool:
    return word.startswith(name) and word[len(name) :] in _ENDINGS
