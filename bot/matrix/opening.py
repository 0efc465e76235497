"""Opening one encrypted room event, without trusting a single field of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import vodozemac
from nio.crypto import Olm

from bot.chat.message import Trust
from bot.matrix import raw
from bot.matrix.events import Ignored

_MEGOLM = "m.megolm.v1.aes-sha2"
_RELATIONS = ("m.replace", "m.thread", "m.annotation")


class DeviceTrust(Protocol):
    """What ``bot.matrix.trust`` knows of other people's devices, read from memory."""

    def of_key(self, user_id: str, curve25519: str, ed25519: str) -> Trust:
        """The worth of the device with these keys; UNSIGNED when the user has no such device."""
        ...


@dataclass(frozen=True)
class Opened:
    """A decrypted event: ``type`` and ``content`` are the sender's, the rest the server's."""

    event: dict[str, Any]
    sender_key: str
    device_id: str | None
    trust: Trust
    message_key: str
    """The megolm session and the message's place in it: never the same for two messages."""


@dataclass(frozen=True)
class Shut:
    """No key yet, or one that begins after this message."""

    session_id: str
    sender_key: str | None
    device_id: str | None


def tidy(event: Mapping[str, Any], room_id: str) -> dict[str, Any] | None:
    """What must be kept of an encrypted event to open it later; None when it can never be opened."""
    content = raw.obj(event, "content")
    kept = {
        key: raw.text(content.get(key)) for key in ("algorithm", "ciphertext", "session_id", "sender_key")
    }
    event_id, sender = raw.identifier(event.get("event_id")), raw.user(event.get("sender"))
    if kept["algorithm"] != _MEGOLM or not kept["ciphertext"] or not kept["session_id"]:
        return None
    if event_id is None or sender is None:
        return None
    stamp = event.get("origin_server_ts")
    relation = raw.obj(content, "m.relates_to")
    return {
        "type": "m.room.encrypted",
        "event_id": event_id,
        "sender": sender,
        "room_id": room_id,
        "origin_server_ts": stamp if isinstance(stamp, int) and stamp >= 0 else 0,
        "content": {
            **{key: value for key, value in kept.items() if value},
            "device_id": raw.identifier(content.get("device_id")) or "",
            **({"m.relates_to": _relation(relation)} if relation else {}),
        },
    }


def _relation(relation: Mapping[str, Any]) -> dict[str, Any]:
    """Relations travel in clear beside the ciphertext; only the parts that are read are kept."""
    kept: dict[str, Any] = {}
    if relation.get("rel_type") in _RELATIONS:
        kept["rel_type"] = relation["rel_type"]
    if about := raw.identifier(relation.get("event_id")):
        kept["event_id"] = about
    if key := raw.text(relation.get("key")):
        kept["key"] = key
    reply = raw.identifier(raw.obj(relation, "m.in_reply_to").get("event_id"))
    if reply:
        kept["m.in_reply_to"] = {"event_id": reply}
    if relation.get("is_falling_back") is True:
        kept["is_falling_back"] = True
    return kept


class Opener:
    """Decrypts with the keys that nio holds."""

    def __init__(self, olm: Olm, trust: DeviceTrust) -> None:
        self._olm = olm
        self._trust = trust

    def open(self, event: Mapping[str, Any]) -> Opened | Shut | Ignored:
        """Open what ``tidy`` gave."""
        content, room_id = event["content"], event["room_id"]
        session_id: str = content["session_id"]
        sender_key = self._sender_key(room_id, session_id, content.get("sender_key"))
        shut = Shut(session_id, content.get("sender_key"), content["device_id"] or None)
        if sender_key is None:
            return shut
        session = self._olm.inbound_group_store.get(room_id, sender_key, session_id)
        try:
            plain, index = session.decrypt(content["ciphertext"])
            inner = json.loads(plain)
        except vodozemac.MegolmDecryptionException:
            return shut
        except (vodozemac.DecodeException, ValueError, RecursionError):
            return Ignored("malformed")
        if not isinstance(inner, dict) or inner.get("room_id") != room_id:
            return Ignored("forged")
        owner = self._owner(event["sender"], sender_key)
        if owner is None and any(device.curve25519 == sender_key for device in self._olm.device_store):
            return Ignored("forged")
        trust = Trust.UNSIGNED
        if not session.forwarding_chain:
            trust = self._trust.of_key(event["sender"], sender_key, session.ed25519)
        return Opened(
            _merged(event, inner),
            sender_key,
            owner or content["device_id"] or None,
            trust,
            f"{session_id}:{index}",
        )

    def _sender_key(self, room_id: str, session_id: str, claimed: str | None) -> str | None:
        """The key of the device that the session came from: newer clients no longer say it in the event."""
        sessions = self._olm.inbound_group_store[room_id]
        if claimed is not None and session_id in sessions.get(claimed, {}):
            return claimed
        return next((key for key, known in sessions.items() if session_id in known), None)

    def _owner(self, sender: str, sender_key: str) -> str | None:
        """The sender's device with that key, also one that is gone."""
        if sender == self._olm.user_id and sender_key == self._olm.account.identity_keys["curve25519"]:
            return str(self._olm.device_id)
        for device in self._olm.device_store[sender].values():
            if device.curve25519 == sender_key:
                return str(device.id)
        return None


def _merged(event: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    content = dict(raw.obj(inner, "content"))
    # What the sender sealed goes before what stands in clear, which the homeserver could have written.
    # Clients that seal none leave it out, or put null there.
    if not raw.obj(content, "m.relates_to"):
        content.pop("m.relates_to", None)
        if relation := event["content"].get("m.relates_to"):
            content["m.relates_to"] = relation
    return {
        "type": inner.get("type"),
        "content": content,
        "event_id": event["event_id"],
        "sender": event["sender"],
        "room_id": event["room_id"],
        "origin_server_ts": event["origin_server_ts"],
    }
