"""Telephone numbers that a machine has to dial, in the one form that gateways use: ``+46701740605``."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_SEPARATORS: Final = re.compile(r"[\s().-]+")
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_SWEDEN: Final = "+46"


def e164(number: str) -> str | None:
    """The number with its country in front, Sweden when none is given; None when it cannot be dialled."""
    plain = _SEPARATORS.sub("", number)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    elif plain.startswith("0"):
        plain = _SWEDEN + plain[1:]
    return plain if _E164.fullmatch(plain) else None


def _check(number: str) -> str:
    if e164(number) is None:
        raise PydanticCustomError("shape.dialable", "cannot be dialled")
    return number


Dialable = Annotated[str, AfterValidator(_check)]
