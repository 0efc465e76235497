"""The county's kommuner, and how a name that somebody typed becomes one of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, NewType

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from rapidfuzz import fuzz, process

from bot.errors import Refusal

Residence = NewType("Residence", str)
"""Where somebody lives: a kommun's code, ``OKAND`` or ``ANNAT_LAN``."""

OKAND: Final = Residence("okänd")
ANNAT_LAN: Final = Residence("annat län")

_UNKNOWN: Final = frozenset({"okand", "okant", "vet ej", "vet inte", "ej kand", "oklart", "unknown", "?"})
_ELSEWHERE: Final = frozenset(
    {"annat lan", "annan lan", "utanfor lanet", "utomlans", "utlandet", "other county"}
)
_SUFFIXES: Final = (" kommun", " kommune", " kn", " stad", " municipality")
_NEAR: Final = 72
_MAX_TEXT: Final = 60


@dataclass(frozen=True)
class Kommun:
    """A kommun of the county; ``row`` and ``col`` are its tile in the picture."""

    code: str
    name: str
    official: str
    label: str
    row: int
    col: int


@dataclass(frozen=True)
class Profile:
    """A county: its kommuner by code, and every folded form of a name that leads to one."""

    county: str
    kommuner: Mapping[str, Kommun]
    forms: Mapping[str, str]
    outside: frozenset[str]


def fold(text: str) -> str:
    """Small letters without rings, dots and accents; hyphens and runs of blanks become one blank."""
    plain = unicodedata.normalize("NFKD", text[:_MAX_TEXT].casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w?]+", " ", letters.replace("_", " ")).split())


@cache
def stockholm() -> Profile:
    """The profile that ships with the program, read at the first question."""
    raw = tomllib.loads(files("bot.actors.profiles").joinpath("stockholm.toml").read_text("utf-8"))
    kommuner: dict[str, Kommun] = {}
    forms: dict[str, str] = {}
    for row in raw["kommun"]:
        short: list[str] = row.pop("short")
        kommun = Kommun(**row)
        kommuner[kommun.code] = kommun
        for form in (kommun.name, kommun.official, kommun.code, kommun.code.lstrip("0"), *short):
            forms[fold(form)] = kommun.code
            forms[fold(form).replace(" ", "")] = kommun.code
    return Profile(
        county=raw["county"],
        kommuner=kommuner,
        forms=forms,
        outside=frozenset(fold(name) for name in raw["outside"]),
    )


def kommun(code: str) -> Kommun:
    """The kommun with this code.

    Raises:
        KeyError: no such kommun in the county.
    """
    return stockholm().kommuner[code]


def find_kommun(text: str) -> Kommun:
    """The kommun that was meant; nothing is guessed, a near miss is only suggested.

    Raises:
        Refusal: ``kommun.ambiguous`` (``choices``: names), ``kommun.outside``, or
            ``kommun.unknown`` (``suggestions``: names, nearest first, perhaps none).
    """
    profile = stockholm()
    typed = fold(text)
    for form in _variants(typed):
        if form in profile.forms:
            return profile.kommuner[profile.forms[form]]
    if any(form in profile.outside for form in _variants(typed)):
        raise Refusal("kommun.outside")
    starting = tuple(k.name for k in profile.kommuner.values() if _starts(fold(k.name), typed))
    if len(starting) > 1:
        raise Refusal("kommun.ambiguous", choices=starting)
    raise Refusal("kommun.unknown", suggestions=starting or _near(profile, typed))


def find_residence(text: str) -> Residence:
    """Like ``find_kommun``, and also ``okänd``, ``annat län`` and what is known to lie outside the county."""
    typed = fold(text)
    if typed in _UNKNOWN:
        return OKAND
    if typed in _ELSEWHERE:
        return ANNAT_LAN
    try:
        return Residence(find_kommun(text).code)
    except Refusal as refusal:
        if refusal.code == "kommun.outside":
            return ANNAT_LAN
        raise


def residence_name(residence: str) -> str:
    """The name that people read: the kommun's, or the word itself."""
    found = stockholm().kommuner.get(residence)
    return found.name if found else residence


def _variants(typed: str) -> tuple[str, ...]:
    """As typed, without ``kommun`` or ``stad``, without the genitive's s on either, and without blanks."""
    forms = _with([typed], ("s",))
    forms = _with(forms, _SUFFIXES)
    forms = _with(forms, ("s",))
    return tuple(dict.fromkeys([*forms, *(form.replace(" ", "") for form in forms)]))


def _with(forms: Sequence[str], endings: Sequence[str]) -> Sequence[str]:
    return [*forms, *(form.removesuffix(end) for form in forms for end in endings if form.endswith(end))]


def _starts(name: str, typed: str) -> bool:
    return len(typed) > 1 and any(name.startswith(form) for form in _variants(typed) if form)


def _near(profile: Profile, typed: str) -> tuple[str, ...]:
    names = {fold(k.name): k.name for k in profile.kommuner.values()}
    hits = process.extract(typed, list(names), scorer=fuzz.ratio, limit=3, score_cutoff=_NEAR)
    return tuple(names[form] for form, _, _ in hits)


def read_code(value: str) -> str:
    """A kommun of the register's file, by code or by name, as its code; for pydantic's validators."""
    try:
        return find_kommun(value).code
    except Refusal as refusal:
        names = refusal.fields.get("suggestions") or refusal.fields.get("choices") or ()
        fields = {"suggestions": list(names)}
        raise PydanticCustomError("kommun.unknown", "unknown kommun", fields) from refusal


KommunCode = Annotated[str, AfterValidator(read_code)]
"""In the register's file a kommun is written by code or by name; what is kept is the code."""
