"""Signed requests, both ways: HMAC-SHA256 over the time and the body, and a time that must be now."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

TIME: Final = "X-Rocbot-Timestamp"
SIGNATURE: Final = "X-Rocbot-Signature"
_WINDOW_SECONDS = 300
_LONGEST_TIME = 12


def signed(secret: bytes, body: bytes, now: datetime) -> Mapping[str, str]:
    """The headers that go with a body."""
    stamp = str(int(now.timestamp()))
    return {TIME: stamp, SIGNATURE: f"sha256={_digest(secret, stamp, body)}"}


def well_signed(secret: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """True for what who knows the secret has signed within five minutes of now."""
    stamp, signature = headers.get(TIME, ""), headers.get(SIGNATURE, "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _LONGEST_TIME):
        return False
    expected = f"sha256={_digest(secret, stamp, body)}"
    fresh = abs(int(stamp) - now.timestamp()) <= _WINDOW_SECONDS
    return hmac.compare_digest(expected.encode(), signature.encode()) and fresh


def _digest(secret: bytes, stamp: str, body: bytes) -> str:
    return hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
