"""Keys of devices: ours offered to others, others' asked for, and sessions opened between them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog
from nio.crypto import OutgoingKeyRequest
from nio.event_builders import RoomKeyRequestMessage, ToDeviceMessage
from nio.events import MegolmEvent
from nio.responses import KeysClaimResponse, KeysQueryResponse, ToDeviceResponse

from bot.matrix.errors import Rejected
from bot.matrix.http import path
from bot.matrix.signing import device_is_sound

if TYPE_CHECKING:
    from bot.matrix.client import GuardedClient

_MEGOLM = "m.megolm.v1.aes-sha2"
_WAIT_MS = 10_000
"""How long the homeserver may wait for other homeservers' answers."""
_ASK_COUNT_EVERY = 3600.0
_ASK_AGAIN_AFTER = 60.0


class DeviceKeys:
    """The traffic of keys of one client."""

    def __init__(self, client: GuardedClient) -> None:
        self._client = client
        self._uploading = asyncio.Lock()
        self._querying = asyncio.Lock()
        self._in_flight: set[str] = set()
        self._later: dict[str, float] = {}
        self._wants_fallback = False
        self._count_asked = float("-inf")

    def counted(self, count: int | None, *, wants_fallback: bool) -> None:
        """What a sync said of our keys; 0 is a count like any other."""
        if count is not None:
            self._client.olm.uploaded_key_count = count
            if self._client.metrics is not None:
                self._client.metrics.one_time_keys.set(count)
        self._wants_fallback = wants_fallback

    @property
    def upload_needed(self) -> bool:
        account, count = self._client.olm.account, self._client.olm.uploaded_key_count
        return (
            not account.shared
            or self._wants_fallback
            or (count is not None and count < account.max_one_time_keys // 2)
        )

    def fresh(self, user_id: str) -> bool:
        """Whether what we hold of a person's devices is what the homeserver would answer now."""
        olm = self._client.olm
        return (
            user_id in olm.tracked_users
            and user_id not in olm.users_for_key_query
            and user_id not in self._in_flight
            and user_id not in self._later
        )

    async def upkeep(self) -> None:
        """Everything that is due; what fails is tried again after the next sync, a lost login is raised."""
        now = asyncio.get_running_loop().time()
        due = {user for user, at in self._later.items() if at <= now}
        self._client.olm.add_changed_users(due)
        for user in due:
            del self._later[user]
        if self._client.olm.uploaded_key_count is None and now - self._count_asked > _ASK_COUNT_EVERY:
            self._count_asked = now
            self.counted(await self._put({}), wants_fallback=self._wants_fallback)
        await self.upload()
        await self.query()
        await self._mend_sessions()
        for message in list(self._client.olm.outgoing_to_device_messages):
            await self._send(message)

    async def upload(self) -> None:
        """Offer our device's keys, one-time keys and a fallback key, as far as the homeserver lacks them."""
        async with self._uploading:
            if not self.upload_needed:
                return
            olm = self._client.olm
            body = self._keys_to_offer()
            # Saved before they leave: a key that the homeserver gives out must be known after a crash.
            olm.save_account()
            try:
                count = await self._put(body)
            except Rejected as error:
                # It has these from an attempt whose answer never came; the next round makes new ones.
                structlog.get_logger().warning("matrix.keys_refused", errcode=error.errcode)
                olm.account.mark_keys_as_published()
                olm.save_account()
                raise
            olm.account.shared = True
            olm.account.mark_keys_as_published()
            olm.save_account()
            self.counted(count, wants_fallback=False)

    async def _put(self, body: Mapping[str, Any]) -> int:
        answer = await self._client.call("POST", "/keys/upload", body)
        counts = answer.get("one_time_key_counts")
        return int(counts.get("signed_curve25519", 0)) if isinstance(counts, dict) else 0

    def _keys_to_offer(self) -> dict[str, Any]:
        olm = self._client.olm
        account = olm.account
        body: dict[str, Any] = {}
        if not account.shared:
            body["device_keys"] = own_device_keys(self._client)
        unpublished = len(account.one_time_keys["curve25519"])
        lacking = account.max_one_time_keys - (olm.uploaded_key_count or 0) - unpublished
        if lacking > 0:
            account.generate_one_time_keys(lacking)
        body["one_time_keys"] = {
            f"signed_curve25519:{key_id}": self._signed({"key": key})
            for key_id, key in account.one_time_keys["curve25519"].items()
        }
        inner = account._account  # noqa: SLF001 - nio has no word for fallback keys
        if self._wants_fallback or not account.shared:
            if not inner.fallback_key:
                inner.generate_fallback_key()
            body["fallback_keys"] = {
                f"signed_curve25519:{key_id}": self._signed({"key": key.to_base64(), "fallback": True})
                for key_id, key in inner.fallback_key.items()
            }
        return body

    def _signed(self, key: dict[str, Any]) -> dict[str, Any]:
        client = self._client
        signature = client.olm.sign_json(key)
        return {**key, "signatures": {client.user_id: {f"ed25519:{client.device_id}": signature}}}

    async def query(self, users: Iterable[str] | None = None) -> None:
        """Ask for the devices of ``users``, or of everybody whose devices have changed.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: they count as changed still.
        """
        async with self._querying:
            olm = self._client.olm
            wanted = set(olm.users_for_key_query) if users is None else set(users)
            if not wanted:
                return
            # Taken off before asking: a change that is told meanwhile puts the person back.
            olm.users_for_key_query -= wanted
            olm.tracked_users |= wanted
            self._in_flight = wanted
            body = {"device_keys": {user: [] for user in wanted}, "timeout": _WAIT_MS}
            try:
                answer = await self._client.call("POST", "/keys/query", body, timeout=_WAIT_MS / 1000 + 20)
            except BaseException:
                olm.users_for_key_query |= wanted
                raise
            else:
                self._take_devices(wanted, answer)
                for listener in self._client.keys_listeners:
                    await listener(answer)
            finally:
                self._in_flight = set()

    def _take_devices(self, wanted: set[str], answer: dict[str, Any]) -> None:
        olm, drops = self._client.olm, self._client.drops
        told = answer.get("device_keys")
        told = told if isinstance(told, dict) else {}
        changed_meanwhile = set(olm.users_for_key_query)
        with olm.store.transaction():
            for user in wanted:
                devices = told.get(user)
                if not isinstance(devices, dict):
                    # That person's homeserver did not answer.
                    self._later[user] = asyncio.get_running_loop().time() + _ASK_AGAIN_AFTER
                    continue
                self._later.pop(user, None)
                sound = {name: keys for name, keys in devices.items() if device_is_sound(user, name, keys)}
                known = olm.device_store[user]
                for name in [name for name in sound if name in known and known[name].deleted]:
                    # nio would never use a device again that was gone for a while.
                    del known[name]
                with drops.guard("device_keys"):
                    olm.handle_response(KeysQueryResponse({user: sound}, {}))
        olm.users_for_key_query = changed_meanwhile

    async def claim(self, wanted: Mapping[str, Iterable[str]]) -> KeysClaimResponse:
        """Open sessions with devices by their one-time keys; those that have none stay without."""
        asked = {user: dict.fromkeys(devices, "signed_curve25519") for user, devices in wanted.items()}
        body = {"one_time_keys": asked, "timeout": _WAIT_MS}
        answer = await self._client.call("POST", "/keys/claim", body, timeout=_WAIT_MS / 1000 + 20)
        told = answer.get("one_time_keys")
        keys = {
            user: {
                name: key
                for name, key in devices.items()
                if name in asked[user] and isinstance(key, dict) and key
            }
            for user, devices in (told.items() if isinstance(told, dict) else ())
            if user in asked and isinstance(devices, dict)
        }
        response = KeysClaimResponse(keys, {})
        self._client.olm.handle_response(response)
        return response

    async def _mend_sessions(self) -> None:
        if not self._client.should_claim_keys:
            return
        olm = self._client.olm
        wedged = list(olm.wedged_devices)
        await self.claim(self._client.get_users_for_key_claiming())
        # One attempt: a device without one-time keys would be asked for after every sync.
        olm.wedged_devices = [device for device in olm.wedged_devices if device not in wedged]

    async def ask_for(self, event: MegolmEvent) -> None:
        """Ask the device that wrote a message for its key; how often is the caller's to decide."""
        request = event.as_key_request(
            event.sender, self._client.device_id, event.session_id, event.device_id or None
        )
        if event.sender_key is None:
            del request.content["body"]["sender_key"]
        await self._send(request)

    async def _send(self, message: ToDeviceMessage) -> None:
        olm = self._client.olm
        try:
            where = path("sendToDevice", message.type, uuid4().hex)
            await self._client.call("PUT", where, message.as_dict())
        except Rejected:
            if message in olm.outgoing_to_device_messages:
                olm.outgoing_to_device_messages.remove(message)
            raise
        if message in olm.outgoing_to_device_messages:
            olm.handle_response(ToDeviceResponse(message))
        elif isinstance(message, RoomKeyRequestMessage):
            request = OutgoingKeyRequest.from_message(message)
            olm.outgoing_key_requests[message.request_id] = request
            olm.store.add_outgoing_key_request(request)


def own_device_keys(client: GuardedClient) -> dict[str, Any]:
    """Our device as others see it, signed by itself."""
    olm = client.olm
    keys = olm.account.identity_keys
    device = {
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", _MEGOLM],
        "device_id": client.device_id,
        "user_id": client.user_id,
        "keys": {f"{kind}:{client.device_id}": key for kind, key in keys.items()},
    }
    signature = olm.sign_json(device)
    return {**device, "signatures": {client.user_id: {f"ed25519:{client.device_id}": signature}}}
