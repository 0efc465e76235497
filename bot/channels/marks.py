"""What stands in the database for a number or a code: found again, not read back."""

from __future__ import annotations

import hashlib
import hmac
import secrets

CODE_DIGITS = 5
_URL_CHARACTERS = 32


class Marks:
    """Keyed hashes: without the key, which is in no table, nobody can try all numbers or codes."""

    def __init__(self, signing_key: bytes) -> None:
        self._key = hmac.digest(signing_key, b"rocbot channels", "sha256")

    def number(self, number: str) -> str:
        return self._mark("number", number)

    def code(self, number: str, code: str) -> str:
        """Bound to the number, so that a code counts only from the phone that it was sent to."""
        return self._mark("code", number, code)

    @property
    def url_secret(self) -> str:
        """What an address that a gateway calls has in it, so that nobody else finds it."""
        return self._mark("url")[:_URL_CHARACTERS]

    def _mark(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def new_code() -> str:
    """Short enough to type half asleep; how often may be tried is limited elsewhere."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def new_key() -> str:
    """A message's own name, in its row and at the gateway."""
    return secrets.token_hex(16)
