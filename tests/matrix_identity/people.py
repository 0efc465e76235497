"""People with cross-signing identities, as a key query would describe them."""

from __future__ import annotations

from typing import Any

from bot.matrix.identity import Seeds
from tests.matrix_identity.stub import Peer


class Person:
    """One person, who can sign devices and start over with a new identity."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self.seeds = Seeds.new()
        self.devices: dict[str, dict[str, Any]] = {}

    @property
    def master(self) -> str:
        return self.seeds.key("master").public

    def device(self, name: str, *, signed: bool = True) -> Peer:
        peer = Peer(self.user_id, name)
        keys = peer.device_keys()
        self.devices[name] = self.seeds.key("self_signing").sign(keys, self.user_id) if signed else keys
        return peer

    def answer(self) -> dict[str, Any]:
        return {
            "device_keys": {self.user_id: dict(self.devices)},
            "master_keys": {self.user_id: self.seeds.described("master", self.user_id)},
            "self_signing_keys": {self.user_id: self.seeds.described("self_signing", self.user_id)},
        }

    def new_identity(self) -> None:
        self.seeds = Seeds.new()
        for name, keys in self.devices.items():
            self.devices[name] = self.seeds.key("self_signing").sign(keys, self.user_id)
