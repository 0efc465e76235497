"""A text as it is read: letters of Cyrillic and Greek that look like Latin ones, and what cannot be seen.

The pairs are those of Unicode's confusables.txt (UTS #39, Unicode Security Mechanisms) whose two letters look
alike by themselves, and the small forms of the Cyrillic capitals among them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_PAIRS: Final = (
    ("АВЕЅІЈКМНОРСТУХҮҺӀԌԚԜѴЬ", "ABESIJKMHOPCTYXYHIGQWVb"),
    ("авеѕіјкмнорстухґгүһӏԁԛԝѵьҽ", "abesijkmhopctyxrryhldqwvbe"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳ", "ABEZHIKMNOPTYXCj"),
    ("αβεγηικνορστυχωϲ", "abeynikvopotuxwc"),
)
_LATIN: Final[Mapping[int, str]] = MappingProxyType(
    {ord(one): other for ones, others in _PAIRS for one, other in zip(ones, others, strict=True)}
)
_LOOKS_LATIN: Final = re.compile(f"[{''.join(ones for ones, _ in _PAIRS)}]")
_WORD: Final = re.compile(r"\w+")
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0")
"""Fillers of Hangul: letters by their class, and nothing to the eye."""
_UNSEEN: Final = frozenset({"Cf", "Mn", "Me"})


def bare(text: str) -> str:
    """Without the marks of letters, and without what cannot be seen; typographic forms made plain."""
    spread = unicodedata.normalize("NFKD", "".join(one for one in text if one not in _BLANK_LETTERS))
    return "".join(one for one in spread if unicodedata.category(one) not in _UNSEEN)


def as_read(text: str) -> str:
    """A ``bare`` text with Latin letters for those that look like them.

    In a text that is mostly Cyrillic or Greek, words without any Latin letter stay what they are.
    """
    if _LOOKS_LATIN.search(text) is None:
        return text
    latin = sum(one.isascii() and one.isalpha() for one in text)
    foreign = len(_LOOKS_LATIN.findall(text))
    if latin > foreign:
        return text.translate(_LATIN)
    return _WORD.sub(lambda found: _latin_if_mixed(found[0]), text)


def _latin_if_mixed(word: str) -> str:
    mixed = any(one.isascii() and one.isalpha() for one in word)
    return word.translate(_LATIN) if mixed else word
