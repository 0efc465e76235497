"""The names under which deliveries are known to those who receive them."""

from __future__ import annotations

from hashlib import sha256

from bot.press.adapters import Edition
from bot.press.values import Act


def key_of(reference: str, act: str, channel: str, address: str) -> str:
    """What receivers know a delivery by: an act on a message reaches an address under this name alone."""
    return sha256(f"{reference}\n{act}\n{channel}\n{address}".encode()).hexdigest()


def earlier_keys(edition: Edition, channel: str, address: str) -> tuple[str, ...]:
    """Of what the address was sent before about the same matter, the first message of the chain first."""
    before: list[tuple[str, Act]] = []
    if edition.act is not Act.PUBLISH:
        before.append((edition.root, Act.PUBLISH))
        latest = edition.original if edition.act is Act.CORRECT else edition.reference
        if latest is not None and latest != edition.root:
            before.append((latest, Act.CORRECT))
    return tuple(key_of(reference, act, channel, address) for reference, act in before)
