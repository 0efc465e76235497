"""References as people type them: ``be 12`` is BE-0012."""

from __future__ import annotations

import re
from typing import Final

LATEST: Final = frozenset({"senaste", "senast", "latest", "last"})
NEEDS: Final = "BE"
CALLS: Final = "SL"


def numbered_reference(prefix: str, text: str) -> str | None:
    """The reference that was meant, or None when it is none of that kind."""
    found = re.fullmatch(rf"\W*(?:{prefix})?[\W_]*0*(?P<number>\d{{1,6}})\W*", text, re.IGNORECASE)
    return f"{prefix}-{int(found['number']):04d}" if found else None


def is_latest(text: str) -> bool:
    return text.strip().casefold() in LATEST
