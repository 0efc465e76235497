"""nio's client behind guards: the one place that knows what matrix-nio 0.26 gets wrong.

Of nio it keeps the cryptography and the HTTP session. Loops, room state and decryption of room events
belong to the caller, who syncs with ``sync_once``, writes what came, moves its token, and lets
``upkeep`` do the housekeeping of keys.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from nio import AsyncClient, AsyncClientConfig
from nio.events import BadEvent, MegolmEvent, RoomKeyEvent, ToDeviceEvent, UnknownBadEvent

from bot.errors import Fault
from bot.matrix import http, sync
from bot.matrix.device_keys import DeviceKeys
from bot.matrix.drops import Drops
from bot.matrix.keystore import KeyStore
from bot.matrix.olm import GuardedOlm
from bot.matrix.own_keys import OwnKeys
from bot.matrix.sharing import Device, Sharing
from bot.matrix.sync import SyncAnswer
from bot.metrics import Metrics

_REQUEST_SECONDS = 30.0
_GRACE_SECONDS = 20.0
"""How much longer than asked for a sync may take before it counts as lost."""

KeysListener = Callable[[dict[str, Any]], Awaitable[None]]


class GuardedClient(AsyncClient):  # type: ignore[misc]
    """One device of the bot.

    Set ``olm.may_have_keys`` to say which people may read us. Requests go through ``call``; nio's own
    request methods still work, give up at the first 429 or time-out, and are not used by us.
    """

    olm: GuardedOlm
    store: KeyStore

    def __init__(
        self,
        homeserver: str,
        user_id: str,
        *,
        directory: Path,
        pickle_key: str,
        metrics: Metrics | None = None,
    ) -> None:
        config = AsyncClientConfig(
            store=KeyStore,
            pickle_key=pickle_key,
            store_sync_tokens=False,
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=_REQUEST_SECONDS,
        )
        super().__init__(homeserver.rstrip("/"), user_id, store_path=str(directory), config=config, ssl=True)
        # nio quotes whole events in its log messages.
        logging.getLogger("nio").setLevel(logging.CRITICAL + 1)
        self.drops = Drops(metrics)
        self.metrics = metrics
        self.keys_listeners: list[KeysListener] = []
        """Each gets the raw answer of every key query, after nio has taken it."""
        self.keys = DeviceKeys(self)
        self.own_keys = OwnKeys(self)
        self._sharing = Sharing(self)

    def load_store(self) -> None:
        if self.store is None:
            self.store = KeyStore(self.user_id, self.device_id, self.store_path, self.config.pickle_key)
            self.olm = GuardedOlm(self.user_id, self.device_id, self.store, self.drops)

    def resume(self, device_id: str, access_token: str, *, known: bool) -> None:
        """Take up a login; ``known`` says that the homeserver has had this device's keys.

        Raises:
            Fault: ``matrix.key_store_missing``. New keys under the old name would deafen everybody.
        """
        kept = KeyStore(self.user, device_id, self.store_path, self.config.pickle_key)
        present = kept.has_account()
        kept.close()
        if known and not present:
            raise Fault("matrix.key_store_missing", directory=self.store_path)
        self.restore_login(self.user, device_id, access_token)

    async def call(
        self,
        method: str,
        where: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout: float = _REQUEST_SECONDS,  # noqa: ASYNC109 - handed on to aiohttp
    ) -> dict[str, Any]:
        """Ask the homeserver; ``where`` is below the client API: ``http.path("rooms", room_id, "leave")``.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: see ``bot.matrix.errors``.
        """
        return await http.call(self, method, where, body, query=query, timeout=timeout)

    async def sync_once(
        self,
        since: str | None,
        timeout_ms: int,
        sync_filter: str | Mapping[str, Any] | None = None,
        *,
        full_state: bool = False,
    ) -> SyncAnswer:
        """One sync, the keys in it stored for good before it is handed over.

        The same answer may be taken twice, as happens when its token could not be stored.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: nothing was taken.
        """
        query = {"timeout": str(timeout_ms)}
        if since:
            query["since"] = since
        if full_state:
            query["full_state"] = "true"
        if sync_filter is not None:
            query["filter"] = sync_filter if isinstance(sync_filter, str) else json.dumps(sync_filter)
        raw = await self.call("GET", "/sync", query=query, timeout=timeout_ms / 1000 + _GRACE_SECONDS)
        return self.take(raw)

    def take(self, raw: dict[str, Any]) -> SyncAnswer:
        """Take the to-device messages, key counts and changed devices of one sync answer."""
        token = sync.next_batch(raw)
        with self.store.transaction():
            new_keys = {key for event in sync.to_device_events(raw) if (key := self._take_to_device(event))}
        self.own_keys.counted(sync.one_time_keys(raw), wants_fallback=sync.fallback_key_wanted(raw))
        changed, left = sync.device_lists(raw)
        self.olm.add_changed_users(changed & self.olm.tracked_users)
        self.olm.tracked_users -= left
        self.next_batch = token
        return SyncAnswer(token, raw, frozenset(new_keys))

    def _take_to_device(self, raw: Any) -> tuple[str, str] | None:
        with self.drops.guard("to_device"):
            event = ToDeviceEvent.parse_event(raw)
            if isinstance(event, BadEvent | UnknownBadEvent):
                self.drops.note("to_device")
            opened = self.olm.handle_to_device_event(event)
            if isinstance(opened, RoomKeyEvent):
                return opened.room_id, opened.session_id
        return None

    async def upkeep(self) -> None:
        """What is due between syncs: upload keys, ask for changed devices, mend broken sessions.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: what was not done is done the next time.
        """
        await self.own_keys.upkeep()
        await self.keys.upkeep()

    async def keys_upload(self) -> None:
        await self.own_keys.upload()

    async def keys_query(self, users: Iterable[str] | None = None) -> None:
        """Ask for the devices and identities of ``users``, or of those whose devices have changed."""
        await self.keys.query(users)

    async def keys_claim(self, user_set: Mapping[str, Iterable[str]]) -> None:
        await self.keys.claim(user_set)

    async def ask_for_key(self, event: MegolmEvent) -> None:
        """Ask the device that wrote a message for the key to it."""
        await self.keys.ask_for(event)

    async def share_room_key(self, room_id: str, users: Collection[str]) -> frozenset[Device]:
        """See to it that every device of ``users`` that may have the room's key has it.

        To be called before every message: it costs nothing when nothing has changed, gives the key to
        new devices and makes another one when a person or device is gone. The caller's ``seal`` must
        follow without an await between.

        Returns:
            User id and device id of all who can read what is sealed next.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: some lack it still; calling again goes on.
        """
        return await self._sharing.share(room_id, users)

    def room_session(self, room_id: str) -> str | None:
        """The id of the key that what is sealed next is sealed with."""
        session = self.olm.outbound_group_sessions.get(room_id)
        return None if session is None else str(session.id)

    def seal(self, room_id: str, event_type: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """The content of an ``m.room.encrypted`` event; relations stay readable, as Matrix wants it."""
        sealed: dict[str, Any] = self.olm.group_encrypt(
            room_id, {"type": event_type, "content": dict(content)}
        )
        relation = content.get("m.relates_to")
        return {**sealed, "m.relates_to": relation} if relation else sealed

    async def close(self) -> None:
        await super().close()
        if self.store is not None:
            self.store.close()
