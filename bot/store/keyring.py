"""The data keys: the newest seals, every one opens, so that a key can be changed while the bot runs."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import Dialect

_NONCE = 12
_MARK = b"rocbot marks"
_ATTRIBUTE = "rocbot_keyring"


class Keyring:
    """AES-256-GCM with numbered keys: one byte of key number, 12 bytes nonce, ciphertext and tag."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        """Take at least one key of 32 bytes; the highest number is the one that seals."""
        if not keys:
            raise ValueError("no data key")
        self._keys = {number: AESGCM(key) for number, key in keys.items()}
        self._marks = {number: hmac.digest(key, _MARK, "sha256") for number, key in keys.items()}
        self._newest = max(keys)

    def seal(self, plain: bytes, place: str) -> bytes:
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self._newest].encrypt(nonce, plain, place.encode())
        return bytes([self._newest]) + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """The plain bytes.

        Raises:
            KeyError: the key with that number is not in the ring.
            cryptography.exceptions.InvalidTag: altered, or moved from another place.
        """
        number, nonce, body = sealed[0], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        return self._keys[number].decrypt(nonce, body, place.encode())

    def marks(self, plain: bytes, place: str) -> tuple[str, ...]:
        """A keyed hash of it under each key, the newest first: the same words are known without them."""
        text = place.encode() + b"\0" + plain
        return tuple(
            hmac.digest(self._marks[number], text, "sha256").hex()
            for number in sorted(self._marks, reverse=True)
        )

    def is_newest(self, sealed: bytes) -> bool:
        return sealed[0] == self._newest


def attach(dialect: Dialect, keyring: Keyring) -> None:
    """Give an engine its keys: column types meet no other object that belongs to one engine alone."""
    setattr(dialect, _ATTRIBUTE, keyring)


def keyring_of(dialect: Dialect) -> Keyring:
    keyring = getattr(dialect, _ATTRIBUTE, None)
    if not isinstance(keyring, Keyring):
        raise TypeError("the engine was made without a keyring")
    return keyring
