"""Keys that stand in links: sealed for one purpose, bound to a person and a time."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LONGEST = 1_000


class BadLinkError(Exception):
    """Altered, cut off, or made with another key or for another purpose."""


@dataclass(frozen=True)
class Pass:
    """Whose link it is, and until when it works."""

    user_id: str
    until: datetime


class LinkKeys:
    """``purpose``: what was sealed for another does not open."""

    def __init__(self, signing_key: bytes, purpose: bytes) -> None:
        key = HKDF(SHA256(), length=32, salt=None, info=purpose).derive(signing_key)
        self._seal = Fernet(base64.urlsafe_b64encode(key))

    def make(self, user_id: str, now: datetime, lasts: timedelta) -> str:
        """In letters that may stand anywhere in an address."""
        body = json.dumps([user_id, int((now + lasts).timestamp())]).encode()
        return self._seal.encrypt_at_time(body, int(now.timestamp())).decode().rstrip("=")

    def read(self, key: str) -> Pass:
        """Whether its time is over is for the caller to see.

        Raises:
            BadLinkError: it is none of ours.
        """
        if not key.isascii() or len(key) > _LONGEST:
            raise BadLinkError
        try:
            body = self._seal.decrypt((key + "=" * (-len(key) % 4)).encode())
        except InvalidToken as error:
            raise BadLinkError from error
        user_id, until = json.loads(body)
        return Pass(user_id, datetime.fromtimestamp(until, UTC))
