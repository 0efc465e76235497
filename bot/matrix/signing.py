"""Signed JSON: canonical bytes, Ed25519, and what makes a device's own description sound."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_MAX_INT = 2**53 - 1


def canonical(value: Any) -> bytes:
    """The one way in which Matrix writes a JSON value before it is signed.

    Raises:
        ValueError: a number that JSON readers disagree on, or text that is not Unicode.
    """
    _check(value)
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    ).encode()


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError("a key that is not text")  # noqa: TRY004 - all that is wrong is one kind
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) > _MAX_INT):
        raise ValueError("a number without one spelling")


def encode(raw: bytes) -> str:
    """Base64 without padding."""
    return base64.b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Base64 with or without padding.

    Raises:
        ValueError: it is neither.
    """
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


class SigningKey:
    """An Ed25519 key pair made from 32 secret bytes."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = encode(self._private.public_key().public_bytes_raw())

    def sign(self, value: dict[str, Any], user_id: str, key_id: str | None = None) -> dict[str, Any]:
        """A copy of ``value`` with our signature beside those that it has."""
        signatures = {user: dict(by) for user, by in value.get("signatures", {}).items()}
        signature = encode(self._private.sign(_payload(value)))
        signatures.setdefault(user_id, {})[f"ed25519:{key_id or self.public}"] = signature
        return {**value, "signatures": signatures}


def is_signed(value: Any, user_id: str, key_id: str, public: str) -> bool:
    """Whether ``value`` bears that signature; False for anything malformed."""
    try:
        signature = decode(value["signatures"][user_id][f"ed25519:{key_id}"])
        Ed25519PublicKey.from_public_bytes(decode(public)).verify(signature, _payload(value))
    except (InvalidSignature, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False
    return True


def device_is_sound(user_id: str, device_id: str, keys: Any) -> bool:
    """Whether a device's description is well formed, about that device, and signed by it."""
    try:
        named = (keys["user_id"], keys["device_id"]) == (user_id, device_id)
        ed25519, curve25519 = keys["keys"][f"ed25519:{device_id}"], keys["keys"][f"curve25519:{device_id}"]
        lengths = {len(decode(ed25519)), len(decode(curve25519))}
        display = keys.get("unsigned", {}).get("device_display_name")
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return (
        named
        and lengths == {32}
        and (display is None or isinstance(display, str))
        and is_signed(keys, user_id, device_id, ed25519)
    )


def _payload(value: dict[str, Any]) -> bytes:
    return canonical({key: inner for key, inner in value.items() if key not in {"signatures", "unsigned"}})
