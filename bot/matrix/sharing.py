"""Room keys handed out; a room counts as served only when each device that may have its key has it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from nio.crypto import OlmDevice, OutboundGroupSession

from bot.matrix.http import path

if TYPE_CHECKING:
    from bot.matrix.client import GuardedClient

_DEVICES_A_REQUEST = 20
_ROUNDS = 4
"""People and devices that come or go while keys are on their way are seen to in another round."""

Device = tuple[str, str]
"""User id and device id."""


class Sharing:
    """nio marks a room key as shared even when the homeserver refused to carry it; this does not."""

    def __init__(self, client: GuardedClient) -> None:
        self._client = client
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._opening = asyncio.Lock()

    async def share(self, room_id: str, users: Collection[str]) -> frozenset[Device]:
        """Give the room's current key to every device that may have it; returns those that have it."""
        people = frozenset(user for user in users if self._client.olm.may_have_keys(user))
        async with self._locks[room_id]:
            without_session: set[Device] = set()
            for _ in range(_ROUNDS):
                await self._client.keys.ensure(people)
                session = self._session(room_id)
                wanted = self._recipients(people)
                if session.users_shared_with - wanted.keys():
                    # Somebody who has the key is gone: what is said from now on needs another.
                    self._new_session(room_id)
                    continue
                missing = wanted.keys() - session.users_shared_with - without_session
                if not missing:
                    break
                without_session |= await self._open_sessions({name: wanted[name] for name in missing})
                ready = [wanted[name] for name in missing - without_session]
                await self._hand_over(room_id, session, ready)
            session = self._session(room_id)
            session.shared = True
            return frozenset(session.users_shared_with)

    def _session(self, room_id: str) -> OutboundGroupSession:
        olm = self._client.olm
        session = olm.outbound_group_sessions.get(room_id)
        if session is None or session.expired:
            self._new_session(room_id)
        return olm.outbound_group_sessions[room_id]

    def _new_session(self, room_id: str) -> None:
        with self._client.olm.store.transaction():
            self._client.olm.create_outbound_group_session(room_id)

    def _recipients(self, people: frozenset[str]) -> dict[Device, OlmDevice]:
        client = self._client
        return {
            (user, device.id): device
            for user in people
            for device in client.device_store.active_user_devices(user)
            if (user, device.id) != (client.user_id, client.device_id)
        }

    async def _open_sessions(self, devices: dict[Device, OlmDevice]) -> set[Device]:
        """Open what is missing; returns the devices that cannot be reached."""
        sessions = self._client.olm.session_store

        def closed() -> set[Device]:
            return {name for name, device in devices.items() if sessions.get(device.curve25519) is None}

        if closed():
            # Rooms that are served side by side have the same people: one key is enough for all of them.
            async with self._opening:
                wanted: defaultdict[str, list[str]] = defaultdict(list)
                for user, device_id in closed():
                    wanted[user].append(device_id)
                if wanted:
                    await self._client.keys_claim(wanted)
        return closed()

    async def _hand_over(self, room_id: str, session: OutboundGroupSession, devices: list[OlmDevice]) -> None:
        olm = self._client.olm
        content = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": room_id,
            "session_id": session.id,
            "session_key": session.session_key,
        }
        batches = []
        with olm.store.transaction():
            for start in range(0, len(devices), _DEVICES_A_REQUEST):
                messages: defaultdict[str, dict[str, Any]] = defaultdict(dict)
                for device in devices[start : start + _DEVICES_A_REQUEST]:
                    opened = olm.session_store.get(device.curve25519)
                    messages[device.user_id][device.id] = olm._olm_encrypt(  # noqa: SLF001 - nio's own seam
                        opened, device, "m.room_key", content
                    )
                batches.append(messages)
        done = await asyncio.gather(
            *(self._deliver(session, batch) for batch in batches), return_exceptions=True
        )
        for outcome in done:
            if outcome is not None:
                raise outcome

    async def _deliver(self, session: OutboundGroupSession, messages: dict[str, dict[str, Any]]) -> None:
        where = path("sendToDevice", "m.room.encrypted", uuid4().hex)
        await self._client.call("PUT", where, {"messages": messages})
        session.users_shared_with.update(
            (user, device) for user, devices in messages.items() for device in devices
        )
