"""The parts of a sync answer that concern keys; rooms are read elsewhere, from the same JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix.errors import Unreachable


@dataclass(frozen=True)
class SyncAnswer:
    """One answered sync, its keys already stored.

    Attributes:
        next_batch: The token that says we have all of it. Store it with what was made of the events.
        raw: The answer as the homeserver sent it; nothing in it has been checked.
        new_keys: Room id and session id of each room key that came: what was kept undecrypted for
            want of one of them can be tried again.
    """

    next_batch: str
    raw: dict[str, Any]
    new_keys: frozenset[tuple[str, str]] = frozenset()


def next_batch(raw: Mapping[str, Any]) -> str:
    """The sync token.

    Raises:
        Unreachable: there is none, so this is no answer to a sync.
    """
    token = raw.get("next_batch")
    if not isinstance(token, str) or not token:
        raise Unreachable("no next_batch")
    return token


def to_device_events(raw: Mapping[str, Any]) -> list[Any]:
    events = _table(raw, "to_device").get("events")
    return events if isinstance(events, list) else []


def device_lists(raw: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """People whose devices changed, and people who share no encrypted room with us any more."""
    lists = _table(raw, "device_lists")
    return _strings(lists.get("changed")), _strings(lists.get("left"))


def one_time_keys(raw: Mapping[str, Any]) -> int | None:
    """How many one-time keys the homeserver holds: an algorithm that is not named counts as 0.

    None when the homeserver does not say anything.
    """
    counts = raw.get("device_one_time_keys_count")
    if not isinstance(counts, dict):
        return None
    count = counts.get("signed_curve25519", 0)
    return count if isinstance(count, int) else None


def fallback_key_wanted(raw: Mapping[str, Any]) -> bool:
    """Whether the homeserver says that it holds no unused fallback key of ours."""
    unused = raw.get("device_unused_fallback_key_types")
    return isinstance(unused, list) and "signed_curve25519" not in unused


def _table(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _strings(value: Any) -> frozenset[str]:
    return (
        frozenset(item for item in value if isinstance(item, str)) if isinstance(value, list) else frozenset()
    )
