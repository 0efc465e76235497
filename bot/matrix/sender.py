"""Putting messages on the wire: encrypted wherever a room is or was meant to be, or not at all."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import structlog

from bot.chat.message import Trust
from bot.matrix.client import GuardedClient
from bot.matrix.directs import DirectChats
from bot.matrix.errors import LoggedOut, MatrixError, RateLimited, Rejected, Unreachable
from bot.matrix.http import path
from bot.matrix.media import MediaDesk
from bot.matrix.opening import DeviceTrust
from bot.matrix.pins import pin
from bot.matrix.premade import Premade, Shelf, Under, digest
from bot.matrix.rooms import RoomDirectory
from bot.store.relations import PINNED
from bot.work.sender import Obstacle, Refused, RetryAfter, Sent

_NEVER_ENCRYPTED = frozenset({"m.reaction", "m.room.redaction"})
_MOST_BYTES = 64_000
"""Of an event's content; Matrix allows 65,536 for the whole event with signatures and references."""
_SEAL_BYTES = 1_500
"""What encryption adds beside a third (base64)."""


class MatrixSender:
    """The outbox's way to the homeserver."""

    def __init__(
        self,
        *,
        client: GuardedClient,
        directory: RoomDirectory,
        directs: DirectChats,
        trust: DeviceTrust,
        is_registered: Callable[[str], bool],
    ) -> None:
        self._client = client
        self._media = MediaDesk(client)
        self._directory = directory
        self._directs = directs
        self._trust = trust
        self._is_registered = is_registered
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._shelf = Shelf()
        self._log = structlog.get_logger()

    async def resolve(self, target: str) -> str:
        """The room for a target: itself or what it was upgraded to, or a direct chat of that person."""
        if target.startswith("@"):
            with _answers():
                return await self._directs.room_for(target)
        return self._directory.successor(target)

    def alone_with(self, room_id: str, person: str) -> bool:
        """True while the room is a direct chat with that person and nobody else."""
        return self._directory.direct_with(room_id) == person

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        """Send with this transaction id; the same id again is the same event, also encrypted anew."""
        self._check_joined(room_id)
        with _answers():
            if event_type == "m.room.redaction":
                return await self._redact(room_id, content, txn_id)
            if event_type == PINNED:
                pinned = await pin(self._client, room_id, str(content["pin"]), content.get("former", ()))
                return Sent(pinned)
            if event_type in _NEVER_ENCRYPTED:
                return await self._put(room_id, event_type, content, txn_id)
            if "url" in content and self._directory.must_encrypt(room_id):
                # uploaded in clear while the room was open to all
                raise Refused("attachment.unencrypted")
            if self._directory.encrypted(room_id):
                return await self._send_encrypted(room_id, event_type, content, txn_id)
            if self._directory.must_encrypt(room_id):
                raise Refused("room.unencrypted")
            return await self._put(room_id, event_type, content, txn_id)

    async def upload(self, room_id: str, content: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
        """Sealed with a key that only the message has, wherever the room is or was meant to be encrypted."""
        self._check_joined(room_id)
        with _answers():
            if self._directory.encrypted(room_id):
                return {"file": await self._media.put_sealed(body)}
            if self._directory.must_encrypt(room_id):
                raise Refused("room.unencrypted")
            name, media_type = str(content["filename"]), str(content["info"]["mimetype"])
            return {"url": await self._media.put_open(body, media_type, name)}

    def _check_joined(self, room_id: str) -> None:
        room = self._directory.state(room_id)
        if room is None:
            raise RetryAfter(None, Obstacle.ROOM)
        if room.membership != "join":
            raise Refused("room.not_joined")

    async def prepare(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> bool:
        """Share the room's key and seal this ahead of its moment; True when it lies ready.

        Called again, it looks whether what lies there is still good. What cannot be done now is done when
        it is sent.
        """
        room = self._directory.state(room_id)
        if room is None or room.membership != "join" or not self._directory.encrypted(room_id):
            return False
        if _too_large_to_seal(content):
            return False
        words = digest(room_id, event_type, content)
        async with self._locks[room_id]:
            try:
                under = await self._under(room_id, words)
            except MatrixError as error:
                self._log.info("matrix.not_prepared", room=room_id, error=type(error).__name__)
                return False
            if self._shelf.good(txn_id, under) is not None:
                return True
            sealed = self._client.seal(room_id, event_type, content)
        return self._shelf.put(txn_id, Premade(under, sealed, len(_bytes(sealed))))

    def forget(self, txn_ids: Iterable[str]) -> None:
        """What was prepared under these is not needed any more."""
        self._shelf.forget(txn_ids)

    @property
    def prepared(self) -> int:
        """How many lie ready."""
        return len(self._shelf)

    async def _send_encrypted(
        self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str
    ) -> Sent:
        if _too_large_to_seal(content):
            raise Refused("too_large")
        words = digest(room_id, event_type, content)
        async with self._locks[room_id]:
            under = await self._under(room_id, words)
            sealed = self._shelf.good(txn_id, under) or self._client.seal(room_id, event_type, content)
        sent = await self._put(room_id, "m.room.encrypted", sealed, txn_id, self._reached(under.devices))
        self._shelf.forget([txn_id])
        return sent

    async def _under(self, room_id: str, words: bytes) -> Under:
        """What a message sealed now is sealed under; its key is with all who may read it."""
        devices = await self._share(room_id)
        return Under(words, self._client.room_session(room_id) or "", devices)

    async def _share(self, room_id: str) -> frozenset[tuple[str, str]]:
        people = {user for user in self._directory.members(room_id) if self._is_registered(user)}
        return await self._client.share_room_key(room_id, people)

    def _reached(self, devices: Collection[tuple[str, str]]) -> frozenset[str]:
        """Those who can read it on a device that they have signed."""
        store = self._client.device_store
        reached = set()
        for user, device_id in devices:
            device = None if user in reached else store[user].get(device_id)
            if device and self._trust.of_key(user, device.curve25519, device.ed25519) is Trust.SIGNED:
                reached.add(user)
        return frozenset(reached)

    async def _put(
        self,
        room_id: str,
        event_type: str,
        content: Mapping[str, Any],
        txn_id: str,
        reached: frozenset[str] = frozenset(),
    ) -> Sent:
        if len(_bytes(content)) > _MOST_BYTES:
            raise Refused("too_large")
        return self._sent(
            await self._client.call("PUT", path("rooms", room_id, "send", event_type, txn_id), dict(content)),
            reached,
        )

    async def _redact(self, room_id: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        body = {"reason": content["reason"]} if content.get("reason") else {}
        where = path("rooms", room_id, "redact", str(content["redacts"]), txn_id)
        return self._sent(await self._client.call("PUT", where, body))

    @staticmethod
    def _sent(answer: Mapping[str, Any], reached: frozenset[str] = frozenset()) -> Sent:
        event_id = answer.get("event_id")
        if not isinstance(event_id, str):
            raise RetryAfter(None, Obstacle.SERVER)
        return Sent(event_id, reached)


def _too_large_to_seal(content: Mapping[str, Any]) -> bool:
    return len(_bytes(content)) * 4 / 3 + _SEAL_BYTES > _MOST_BYTES


def _bytes(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class _answers:  # noqa: N801 - reads as a clause where it stands
    """What the homeserver said, in the outbox's words."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        match error:
            case RateLimited():
                raise RetryAfter(error.retry_after, Obstacle.LIMITED) from error
            case Unreachable():
                away = error.retry_after is None and not error.why.startswith("http")
                raise RetryAfter(
                    error.retry_after, Obstacle.CONNECTION if away else Obstacle.SERVER
                ) from error
            case LoggedOut():
                raise RetryAfter(None, Obstacle.CONNECTION) from error
            case Rejected():
                code = "too_large" if error.errcode == "M_TOO_LARGE" else error.errcode
                raise Refused(code[:64]) from error
            case _:
                return
