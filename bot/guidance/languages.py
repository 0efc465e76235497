"""The languages of the guide, as data: ``translations/languages.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

from babel import Locale

SOURCE: Final = "sv"
_CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True)
class Language:
    """One language of the guide; ``own`` is its name in itself, ``font`` the family that print is set in.

    ``plurals`` is the header ``Plural-Forms`` of its PO file, ``colon`` what follows a label,
    ``day`` the pattern of a date.
    """

    code: str
    swedish: str
    english: str
    own: str
    font: str
    plurals: str
    names: tuple[str, ...] = ()
    colon: str = ":"
    day: str = "d MMMM y"

    @cached_property
    def locale(self) -> Locale:
        return _locale(self.code)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """CLDR's plural categories, in the order of ``msgstr[]``."""
        return tuple(one for one in _CATEGORIES if one in {*self.locale.plural_form.tags, "other"})

    @cached_property
    def rtl(self) -> bool:
        return self.locale.text_direction == "rtl"


@dataclass(frozen=True)
class Nearby:
    """Names that are not one language of the guide's: ``means`` are those that may do instead.

    ``why`` is the sentence that explains it.
    """

    why: str
    names: tuple[str, ...]
    means: tuple[str, ...]


@cache
def nearby() -> tuple[Nearby, ...]:
    return tuple(Nearby(one["why"], tuple(one["names"]), tuple(one["means"])) for one in _data()["nearby"])


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@cache
def languages() -> tuple[Language, ...]:
    """Swedish first, then the others in the guide's order."""
    return tuple(Language(**{**one, "names": tuple(one.get("names", ()))}) for one in _data()["language"])


def translated() -> tuple[Language, ...]:
    """All but Swedish."""
    return tuple(one for one in languages() if one.code != SOURCE)


def language(code: str) -> Language:
    """The one with this code.

    Raises:
        KeyError: the guide is not made in it.
    """
    for one in languages():
        if one.code == code:
            return one
    raise KeyError(code)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("translations").joinpath("languages.toml").read_text(encoding="utf-8"))
