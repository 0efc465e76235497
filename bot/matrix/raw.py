"""Reading JSON that anybody may have written: the value when it is of the right sort, else None."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

_LONGEST_ID = 255


def obj(value: Any, *keys: str) -> dict[str, Any]:
    """The object found by following ``keys``; an empty one when anything on the way is not an object."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in an array."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def text(value: Any) -> str | None:
    """A string that every database and encoding takes: lone surrogates become replacement characters."""
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def identifier(value: Any) -> str | None:
    """An id of Matrix's: short and printable, or nothing at all."""
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable():
        return value if value.isascii() or text(value) == value else None
    return None


def user(value: Any) -> str | None:
    """A user id."""
    found = identifier(value)
    return found if found and found.startswith("@") and ":" in found else None


def instant(value: Any) -> datetime | None:
    """Milliseconds since 1970 as an instant, or None when that is no time at all."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return found if found.year < 9999 else None  # noqa: PLR2004 - room for a database's own limits
