"""Keys of other people's devices: asked for, kept current, and sessions opened with them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from nio.crypto import OutgoingKeyRequest
from nio.event_builders import RoomKeyRequestMessage, ToDeviceMessage
from nio.events import MegolmEvent
from nio.responses import KeysClaimResponse, KeysQueryResponse, ToDeviceResponse

from bot.matrix.errors import Rejected
from bot.matrix.http import path
from bot.matrix.signing import device_is_sound

if TYPE_CHECKING:
    from bot.matrix.client import GuardedClient

_WAIT_MS = 10_000
"""How long the homeserver may wait for other homeservers' answers."""
_ASK_AGAIN_AFTER = 60.0


class DeviceKeys:
    """What one client knows of other devices, and how it learns it."""

    def __init__(self, client: GuardedClient) -> None:
        self._client = client
        self._querying = asyncio.Lock()
        self._in_flight: set[str] = set()
        self._later: dict[str, float] = {}

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
        await self.query()
        await self._mend_sessions()
        for message in list(self._client.olm.outgoing_to_device_messages):
            await self._send(message)

    async def query(self, users: Iterable[str] | None = None) -> None:
        """Ask for the devices of ``users``, or of everybody whose devices have changed.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: they count as changed still.
        """
        async with self._querying:
            await self._ask(set(self._client.olm.users_for_key_query) if users is None else set(users))

    async def ensure(self, users: Collection[str]) -> None:
        """Know the devices of ``users``: ask for what we lack or what has changed, wait for what is asked.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: some are not known.
        """
        # Somebody who is being asked for counts as tracked already, without a device.
        if self._stale(users) or not self._in_flight.isdisjoint(users):
            async with self._querying:
                await self._ask(self._stale(users))

    def _stale(self, users: Iterable[str]) -> set[str]:
        olm = self._client.olm
        return {user for user in users if user not in olm.tracked_users or user in olm.users_for_key_query}

    async def _ask(self, wanted: set[str]) -> None:
        if not wanted:
            return
        olm = self._client.olm
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
