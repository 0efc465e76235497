"""A text as it is read: letters that look like Latin ones, marks over letters, and what cannot be seen.

The pairs are those of Unicode's confusables.txt (UTS #39, Unicode Security Mechanisms) whose two letters look
alike by themselves, and the small forms of the Cyrillic capitals among them.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_PAIRS: Final = (
    ("АВЕЅІЈКМНОРСТУХҮҺӀԌԚԜѴЬҒ", "ABESIJKMHOPCTYXYHIGQWVbF"),
    ("авеѕіјкмнорстухґгүһӏԁԛԝѵьҽғ", "abesijkmhopctyxrryhldqwvbef"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳ", "ABEZHIKMNOPTYXCj"),
    ("αβεγηικνορστυχωϲ", "abeynikvopotuxwc"),
)
_LATIN: Final[Mapping[int, str]] = MappingProxyType(
    {ord(one): other for ones, others in _PAIRS for one, other in zip(ones, others, strict=True)}
)
_LOOKS_LATIN: Final = re.compile(f"[{''.join(ones for ones, _ in _PAIRS)}]")
_CAPITALS: Final = string.ascii_uppercase
_FORMS: Final = (
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
    ("ıłŁđĐħĦŧŦɨƗ", "ilLdDhHtTiI"),
    ("".join(map(chr, range(0x1F150, 0x1F16A))), _CAPITALS),
    ("".join(map(chr, range(0x1F170, 0x1F18A))), _CAPITALS),
)
"""Small capitals, letters with a stroke, and white ones in a black circle or square: NFKD leaves them."""
_PLAIN: Final[Mapping[int, str]] = MappingProxyType(
    {ord(one): other for ones, others in _FORMS for one, other in zip(ones, others, strict=True)}
)
_RING, _DOTS = "\u030a", "\u0308"
_WORD: Final = re.compile(rf"[\w{_RING}{_DOTS}]+")
_DECORATION: Final = re.compile(rf"(?<![aA]){_RING}|(?<![aoAO]){_DOTS}")
_O: Final = re.compile(rf"[øØ]|(?<!0)0++(?=[^\W\d_])|(?:(?<=[^\W\d_])|(?<=[{_RING}{_DOTS}]))0+")
"""What is read as o or ö: the letter with a stroke, and noughts in a word."""
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0")
"""Fillers of Hangul: letters by their class, and nothing to the eye."""
_UNSEEN: Final = frozenset({"Cf", "Mn", "Me"})
_KEPT: Final = frozenset({_RING, _DOTS})


def bare(text: str) -> str:
    """Without what cannot be seen, and typographic forms made plain.

    Letters are apart from their marks, of which the ring and the two dots are left, for å, ä and ö.
    """
    seen = "".join(one for one in text if one not in _BLANK_LETTERS)
    spread = unicodedata.normalize("NFKD", seen).translate(_PLAIN)
    return "".join(one for one in spread if one in _KEPT or unicodedata.category(one) not in _UNSEEN)


def whole(text: str) -> str:
    """A ``bare`` text with its å, ä and ö, and without marks over other letters."""
    return unicodedata.normalize("NFC", _DECORATION.sub("", text))


def readings(text: str) -> tuple[str, ...]:
    """A ``bare`` text in all the ways in which people may read it, the plain one first."""
    latin = as_read(text)
    either = (_with_o(latin, o) for o in ("o", f"o{_DOTS}"))
    return tuple(dict.fromkeys(whole(one) for one in (text, latin, *either)))


def _with_o(text: str, letter: str) -> str:
    return _O.sub(lambda found: letter * len(found[0]), text)


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
