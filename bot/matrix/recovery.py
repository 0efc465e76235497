"""The recovery key, and the secrets that it opens on the homeserver as any Matrix client keeps them."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import Fault
from bot.matrix.signing import decode, encode

ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
_PREFIX = b"\x8b\x01"
_KEY_BYTES = 32
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True, repr=False)
class RecoveryKey:
    """32 bytes that open the secret storage."""

    raw: bytes

    @classmethod
    def new(cls) -> RecoveryKey:
        return cls(os.urandom(_KEY_BYTES))

    @classmethod
    def read(cls, text: str) -> RecoveryKey:
        """From what a person typed.

        Raises:
            Fault: ``matrix.recovery_key_mistyped``.
        """
        whole = _from_base58("".join(text.split()))
        if whole is None or len(whole) != len(_PREFIX) + _KEY_BYTES + 1:
            raise Fault("matrix.recovery_key_mistyped")
        if not whole.startswith(_PREFIX) or _parity(whole) != 0:
            raise Fault("matrix.recovery_key_mistyped")
        return cls(whole[len(_PREFIX) : -1])

    def text(self) -> str:
        """As people write it down: base58 with a parity byte, in groups of four."""
        body = _PREFIX + self.raw
        written = _to_base58(body + bytes([_parity(body)]))
        return " ".join(written[start : start + 4] for start in range(0, len(written), 4))

    def description(self) -> dict[str, Any]:
        """The public account data of this key: enough to tell whether a typed key is the right one."""
        check = seal(self, "", bytes(32).decode())
        return {"algorithm": ALGORITHM, "iv": check["iv"], "mac": check["mac"]}

    def fits(self, description: Mapping[str, Any]) -> bool:
        """Whether this is the key that ``description`` is about."""
        try:
            iv, expected = decode(description["iv"]), decode(description["mac"])
        except (KeyError, TypeError, AttributeError, ValueError):
            return False
        return hmac.compare_digest(_encrypt(self, "", bytes(32), iv)[1], expected)


def seal(key: RecoveryKey, name: str, secret: str) -> dict[str, str]:
    """One secret, sealed under its name."""
    # Bit 63 is cleared, as the specification asks for the sake of platforms with short counters.
    iv = bytearray(os.urandom(16))
    iv[8] &= 0x7F
    ciphertext, mac = _encrypt(key, name, secret.encode(), bytes(iv))
    return {"iv": encode(bytes(iv)), "ciphertext": encode(ciphertext), "mac": encode(mac)}


def unseal(key: RecoveryKey, name: str, sealed: Mapping[str, Any]) -> str:
    """The secret.

    Raises:
        ValueError: sealed with another key, under another name, or altered.
    """
    try:
        iv, ciphertext, mac = (decode(sealed[part]) for part in ("iv", "ciphertext", "mac"))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("malformed") from error
    aes, authentic = _derive(key, name)
    if not hmac.compare_digest(hmac.digest(authentic, ciphertext, hashlib.sha256), mac):
        raise ValueError("wrong key")
    return _ctr(aes, iv, ciphertext).decode()


def _encrypt(key: RecoveryKey, name: str, plain: bytes, iv: bytes) -> tuple[bytes, bytes]:
    aes, authentic = _derive(key, name)
    ciphertext = _ctr(aes, iv, plain)
    return ciphertext, hmac.digest(authentic, ciphertext, hashlib.sha256)


def _derive(key: RecoveryKey, name: str) -> tuple[bytes, bytes]:
    both = HKDF(algorithm=SHA256(), length=64, salt=bytes(32), info=name.encode()).derive(key.raw)
    return both[:32], both[32:]


def _ctr(aes: bytes, iv: bytes, data: bytes) -> bytes:
    context = Cipher(AES256(aes), CTR(iv)).encryptor()
    return context.update(data) + context.finalize()


def _parity(data: bytes) -> int:
    parity = 0
    for byte in data:
        parity ^= byte
    return parity


def _to_base58(data: bytes) -> str:
    number, written = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        written = _ALPHABET[digit] + written
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + written


def _from_base58(text: str) -> bytes | None:
    number = 0
    for letter in text:
        digit = _ALPHABET.find(letter)
        if digit < 0:
            return None
        number = number * 58 + digit
    body = number.to_bytes((number.bit_length() + 7) // 8)
    return bytes(len(text) - len(text.lstrip("1"))) + body
