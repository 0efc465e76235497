"""Shapes of single values that several kinds of entries have; each fault has a code and so a sentence."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_SERVER = r"[A-Za-z0-9.:\[\]-]+"


def pattern(expression: str, code: str, longest: int = 255) -> AfterValidator:
    """A validator that refuses with our own code what does not fit the expression as a whole."""
    compiled = re.compile(expression)

    def check(value: str) -> str:
        if len(value) > longest or not compiled.fullmatch(value):
            raise PydanticCustomError(code, "wrong form")
        return value

    return AfterValidator(check)


ShortName = Annotated[str, pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "shape.short", 48)]
"""What people type and what other entries refer to: ``socialjour-stockholm``."""

_HIDDEN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def _nothing_hidden(value: str) -> str:
    if found := _HIDDEN.search(value):
        code, at = f"U+{ord(found[0]):04X}", found.start() + 1
        raise PydanticCustomError("shape.hidden", "hidden character", {"code": code, "at": at})
    return value


Name = Annotated[str, AfterValidator(_nothing_hidden), pattern(r"\S(.*\S)?", "shape.name", 80)]
"""What people read: one line, without control characters."""

UserId = Annotated[str, pattern(rf"@[a-z0-9._=/+-]+:{_SERVER}", "shape.user")]
RoomId = Annotated[str, pattern(rf"![A-Za-z0-9._~=/+-]+(:{_SERVER})?", "shape.room")]
RoomAlias = Annotated[str, pattern(rf"#[^\s:#]+:{_SERVER}", "shape.alias")]
PhoneNumber = Annotated[str, pattern(r"\+?[0-9]([0-9 -]{1,22}[0-9])", "shape.phone")]
MasterKey = Annotated[str, pattern(r"[A-Za-z0-9+/]{43}", "shape.master_key")]
LanguageCode = Annotated[str, pattern(r"[a-z]{2,3}", "shape.language")]
