"""What a translation may not differ in from its source, whatever the language, and what may stand in none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

VALUE: Final = re.compile(r"%\((\w+)\)s")
NUMBER: Final = "n"
"""The value that a plural form may leave out: ``ett``, ``en dag``."""

_DIGITS: Final = re.compile(r"\d+")
_JOINERS: Final = frozenset("\u200c\u200d\u200e\u200f\u061c\u00ad")
"""Joiners, soft hyphens and direction marks: what else has no shape of its own is not the writer's to set."""
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))

Values = Callable[[str], Counter[str]]
"""The values that are filled into a text, each as often as it stands there."""


def values(text: str) -> Counter[str]:
    """Of a text with ``%(name)s``; any other percent sign is a value that nobody gives."""
    found = Counter(VALUE.findall(text))
    stray = VALUE.sub("", text).count("%")
    return found + Counter({"%": stray})


def differences(
    source: Sequence[str], forms: Sequence[str], of: Values = values
) -> Iterator[tuple[str, str]]:
    """A code and what is meant by it: values, numbers, spaces, characters.

    ``source`` has one text, or the singular and the plural; ``forms`` is its translation, empty forms left
    out.
    """
    for form in filter(None, forms):
        if other := _other_values(source, form, of):
            yield "values", ", ".join(other)
        if not any(_numbers(form) == _numbers(one) for one in source):
            yield "numbers", ", ".join(_numbers(form)) or "-"
        if _edges(form) != _edges(source[-1]):
            yield "spaces", "-"
        yield from (("characters", f"U+{ord(mark):04X}") for mark in unseen(form))


def same_values(source: Sequence[str], forms: Sequence[str]) -> bool:
    """Whether every form can be filled in as the source is."""
    return not any(_other_values(source, form, values) for form in forms if form)


def _other_values(source: Sequence[str], form: str, of: Values) -> list[str]:
    given, wanted = of(form), of(source[-1])
    if len(source) > 1 and given[NUMBER] <= 1:
        given[NUMBER] = wanted[NUMBER]
    return sorted({*(given - wanted), *(wanted - given)})


def unseen(text: str) -> tuple[str, ...]:
    """Characters that a reader does not see and a writer has no use for, each once."""
    return tuple(
        dict.fromkeys(
            one
            for one in text
            if one not in _JOINERS and one != "\n" and unicodedata.category(one) in _UNSEEN
        )
    )


def _numbers(text: str) -> list[str]:
    """Of all scripts, in the order of their size: ``١٨`` is another number than 18."""
    return sorted(_DIGITS.findall(VALUE.sub("", text)))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
