"""References of rounds and requests as people type them: ``lb 1121 2``, ``BG7``."""

from __future__ import annotations

import re
from typing import Final

_ROUND: Final = re.compile(r"LB[\s_.-]*(\d{4})[\s_.-]+(\d{1,4})", re.IGNORECASE)
_REQUEST: Final = re.compile(r"BG[\s_.-]*0*(\d{1,6})", re.IGNORECASE)


def round_or_request(text: str) -> str:
    """``LB-1121-2`` or ``BG-0007``; what is neither comes back as it was written."""
    text = text.strip()
    if found := _ROUND.fullmatch(text):
        return f"LB-{found[1]}-{int(found[2])}"
    if found := _REQUEST.fullmatch(text):
        return f"BG-{int(found[1]):04d}"
    return text


def is_request(reference: str) -> bool:
    return reference.startswith("BG-")
