"""Ciphertext made ahead of a known moment, good only as long as what it was made under holds.

It lies in memory alone: a restart loses it, and what it stood for is sealed when it is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.matrix.sharing import Device

_MOST = 4_000
_MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Under:
    """What a ciphertext depends on: the words, the room's key, and exactly those devices that have it.

    Whoever got the key later has it from a later point on, and could not read what was sealed before.
    """

    digest: bytes
    session_id: str
    devices: frozenset[Device]


@dataclass(frozen=True)
class Premade:
    under: Under
    sealed: Mapping[str, Any]
    size: int


@dataclass
class Shelf:
    """Ciphertexts by transaction id; when it is full, what comes next is sealed in its moment."""

    most: int = _MOST
    most_bytes: int = _MOST_BYTES
    _lies: dict[str, Premade] = field(default_factory=dict)
    _bytes: int = 0

    def __len__(self) -> int:
        return len(self._lies)

    def put(self, txn_id: str, premade: Premade) -> bool:
        """In place of what lay there under this id; False when there is no room."""
        self.forget([txn_id])
        if len(self._lies) >= self.most or self._bytes + premade.size > self.most_bytes:
            return False
        self._lies[txn_id] = premade
        self._bytes += premade.size
        return True

    def good(self, txn_id: str, under: Under) -> Mapping[str, Any] | None:
        """What lies there, if nothing that it was made under has changed."""
        found = self._lies.get(txn_id)
        return found.sealed if found is not None and found.under == under else None

    def forget(self, txn_ids: Iterable[str]) -> None:
        for txn_id in txn_ids:
            if (gone := self._lies.pop(txn_id, None)) is not None:
                self._bytes -= gone.size


def digest(room_id: str, event_type: str, content: Mapping[str, Any]) -> bytes:
    """The same for the same words in the same room."""
    whole = json.dumps([room_id, event_type, content], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).digest()
