"""Languages as people name them, in Swedish or English or by their code."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from babel import Locale

from bot.chat.text import fold
from bot.errors import Refusal

SOURCE: Final = "sv"
_OWN: Final = MappingProxyType(
    {"sorani": "ckb", "kurmanji": "kmr", "tigrinska": "ti", "farsi": "fa", "dari": "prs"}
)


_ANSWERS: Final = frozenset({"ja", "no"})
"""Codes that people type as answers: a "ja" must never be read as Japanese."""


def find_language(text: str) -> str:
    """Its code.

    Raises:
        Refusal: ``message.language``, and ``message.language_source`` for Swedish, which the text is in.
    """
    wanted = " ".join(fold(text).split()).strip(" .,:")
    named = (code for code, names in _names() if wanted in {fold(code), *names} - _ANSWERS)
    found = _OWN.get(wanted) or next(named, None)
    if found is None:
        raise Refusal("message.language", text=text.strip()[:40])
    if found == SOURCE:
        raise Refusal("message.language_source")
    return found


def language_name(code: str, shown_in: str) -> str:
    """As ``somaliska``; the code where there is no name."""
    return str(Locale.parse(shown_in).languages.get(code, code))


def _names() -> list[tuple[str, set[str]]]:
    english = Locale.parse("en").languages
    swedish = {code: name for code, name in Locale.parse("sv").languages.items() if "_" not in code}
    return [(code, {fold(name), fold(english.get(code, name))}) for code, name in swedish.items()]
