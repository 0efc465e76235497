"""References that people can say over a phone: ``IA-2026-0412-K7``."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from bot.errors import Refusal

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without 0 and O, 1, I and L, which are mistaken for each other in writing and in speech."""
LATEST: Final = "senaste"
_LATEST_WORDS: Final = frozenset({"SENASTE", "SENAST", "LATEST", "LAST"})
_SUFFIX: Final = 2
_CENTURY: Final = re.compile(r"20\d\d")
_NUMBER: Final = re.compile(r"\d{1,6}")
_TOKEN: Final = re.compile(r"[A-ZÅÄÖ0-9]+")
_WORD: Final = re.compile(r"[A-Z]*[AEUY][A-Z]*")
"""Letters alone with a vowel among them: "tar ia 412 du" would be read as a question."""
_PREFIX: Final = re.compile(r"^\W*IA(?=[\W\d]|$)")
_HEAD: Final = re.compile(
    r"(?:(?:IA)?\W*(?:20\d\d\W+)?\d{1,6}\W+[A-Z2-9]\W?[A-Z2-9]|SENASTE|SENAST|LATEST|LAST)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spoken:
    """What somebody typed of a reference; the year is often left out."""

    number: int
    suffix: str
    year: int | None


def new_suffix() -> str:
    """Two characters that nobody can guess from the running number, and that are no word."""
    while _WORD.fullmatch(suffix := "".join(secrets.choice(ALPHABET) for _ in range(_SUFFIX))):
        continue
    return suffix


def written(year: int, number: int, suffix: str) -> str:
    return f"IA-{year}-{number:04d}-{suffix}"


def is_latest(text: str) -> bool:
    return text.strip().upper() in _LATEST_WORDS


def reference_ends(text: str) -> int:
    """How many letters of what was written after a verb are the reference; all of them when in doubt.

    Words without a number in them are none: "avsluta klart" names no case.
    """
    if (found := _HEAD.match(text)) is not None:
        return found.end()
    return len(text) if any(mark.isdecimal() for mark in text) else 0


def read_reference(text: str) -> Spoken:
    """Understand ``ia 2026 412 k7``, ``IA-0412-K7`` and the like.

    Raises:
        Refusal: ``case.reference`` when it cannot be a whole reference.
    """
    tokens: list[str] = _TOKEN.findall(_PREFIX.sub("", text.upper()))
    if len(tokens) > _SUFFIX and all(len(token) == 1 for token in tokens[-_SUFFIX:]):
        tokens[-_SUFFIX:] = ["".join(tokens[-_SUFFIX:])]
    *numbers, suffix = tokens or [""]
    year = numbers.pop(0) if len(numbers) > 1 and _CENTURY.fullmatch(numbers[0]) else None
    if (
        len(numbers) != 1
        or not _NUMBER.fullmatch(numbers[0])
        or len(suffix) != _SUFFIX
        or not set(suffix) <= set(ALPHABET)
    ):
        raise Refusal("case.reference", text=text[:40])
    return Spoken(int(numbers[0]), suffix, int(year) if year else None)
