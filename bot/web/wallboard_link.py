"""Links to the wallboard: sealed with a key of their own, bound to a person and a time."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LONGEST = 1_000
_PURPOSE = b"rocbot wallboard link 1"
"""A key for nothing else: what was sealed for another purpose does not open."""


class BadLinkError(Exception):
    """Altered, cut off, or made with another key or for another purpose."""


@dataclass(frozen=True)
class Pass:
    """Whose link it is, and until when it works."""

    user_id: str
    until: datetime


class Links:
    """``public_url``: where the web part is reached from outside; empty: there are no links."""

    def __init__(self, signing_key: bytes, public_url: str) -> None:
        key = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(signing_key)
        self._seal = Fernet(base64.urlsafe_b64encode(key))
        self._url = public_url

    def url(self, user_id: str, now: datetime, lasts: timedelta) -> str | None:
        """The key stands after ``#``, so a browser keeps it to itself; None without a public address."""
        if not self._url:
            return None
        body = json.dumps([user_id, int((now + lasts).timestamp())]).encode()
        sealed = self._seal.encrypt_at_time(body, int(now.timestamp()))
        return f"{self._url}/tavla#{sealed.decode().rstrip('=')}"

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
