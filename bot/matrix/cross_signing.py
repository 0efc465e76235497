"""From the answer of a key query to who has signed what: the chain device, self-signing key, master key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.matrix.signing import device_is_sound, is_signed


@dataclass(frozen=True)
class DeviceView:
    """One device that describes itself soundly."""

    device_id: str
    ed25519: str
    curve25519: str
    signed: bool
    """By the owner's self-signing key, which the owner's master key has signed."""


@dataclass(frozen=True)
class PersonKeys:
    """What the homeserver says of a person; ``master`` is None when there is no identity."""

    master: str | None = None
    devices: Mapping[str, DeviceView] = field(default_factory=dict)

    def with_keys(self, curve25519: str, ed25519: str) -> DeviceView | None:
        """The device that owns both keys."""
        for device in self.devices.values():
            if (device.curve25519, device.ed25519) == (curve25519, ed25519):
                return device
        return None

    @property
    def signed_devices(self) -> frozenset[str]:
        return frozenset(name for name, device in self.devices.items() if device.signed)


def read_person(answer: Mapping[str, Any], user_id: str) -> PersonKeys:
    """Read one person out of a key query's answer; what is malformed or unsigned is as if it were absent."""
    master = _public_key(_of(answer, "master_keys", user_id), user_id, "master")
    described = _of(answer, "self_signing_keys", user_id)
    self_signing = _public_key(described, user_id, "self_signing")
    if master is None or not is_signed(described, user_id, master, master):
        self_signing = None
    devices = {}
    for name, keys in (_of(answer, "device_keys", user_id) or {}).items():
        if not isinstance(name, str) or not device_is_sound(user_id, name, keys):
            continue
        signed = self_signing is not None and is_signed(keys, user_id, self_signing, self_signing)
        ed25519, curve25519 = keys["keys"][f"ed25519:{name}"], keys["keys"][f"curve25519:{name}"]
        devices[name] = DeviceView(name, ed25519, curve25519, signed)
    return PersonKeys(master, devices)


def _of(answer: Mapping[str, Any], table: str, user_id: str) -> dict[str, Any] | None:
    people = answer.get(table)
    found = people.get(user_id) if isinstance(people, dict) else None
    return found if isinstance(found, dict) else None


def _public_key(described: dict[str, Any] | None, user_id: str, usage: str) -> str | None:
    """The one key of a key object that is what it should be."""
    if described is None or described.get("user_id") != user_id:
        return None
    usages, keys = described.get("usage"), described.get("keys")
    if not isinstance(usages, list) or usage not in usages or not isinstance(keys, dict) or len(keys) != 1:
        return None
    key_id, public = next(iter(keys.items()))
    return public if isinstance(public, str) and key_id == f"ed25519:{public}" else None
