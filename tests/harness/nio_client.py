"""A light Matrix client for load: bare matrix-nio, keys in memory, not cross-signed, trusts every device."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

import nio
from nio.store import SqliteMemoryStore

from tests.harness.events import Event, EventLog

SYNC_FILTER: dict[str, Any] = {
    "presence": {"types": []},
    "room": {"timeline": {"limit": 1000}, "state": {"lazy_load_members": False}},
}
_POLL_MS = 30_000
_POLL_SECONDS = 0.01
_BACKFILL_PAGE = 100
_PATIENCE = 20.0

_Response = TypeVar("_Response")


class NioClientError(Exception):
    """A request that the homeserver refused."""


class NioClient(EventLog):
    """One logged-in device; what it hears is in `events`. Reactions and receipts are not collected."""

    def __init__(self, homeserver: str, user: str) -> None:
        super().__init__()
        config = nio.AsyncClientConfig(
            store=SqliteMemoryStore, store_sync_tokens=False, encryption_enabled=True
        )
        self.nio = nio.AsyncClient(homeserver, user, store_path="unused", config=config)
        self._syncing: asyncio.Task[None] | None = None
        self._seen: set[str] = set()
        self._caught_up: set[str] = set()
        self._unreadable: dict[str, nio.MegolmEvent] = {}
        self._known = asyncio.Condition()
        self.nio.add_event_callback(self._on_message, (nio.RoomMessage, nio.MegolmEvent))
        self.nio.add_event_callback(self._on_invite, nio.InviteMemberEvent)
        self.nio.add_to_device_callback(self._on_room_key, nio.RoomKeyEvent)
        self.nio.add_to_device_callback(self._on_to_device, nio.UnknownToDeviceEvent)
        self.nio.add_response_callback(self._on_sync, nio.SyncResponse)

    @classmethod
    async def start(cls, homeserver: str, user: str, password: str) -> Self:
        """Log in on a new device and sync for the first time."""
        client = cls(homeserver, user)
        try:
            _check(await client.nio.login(password, device_name="load"), nio.LoginResponse)
            forever = client.nio.sync_forever(_POLL_MS, sync_filter=SYNC_FILTER, full_state=True)
            client._syncing = asyncio.create_task(forever)
            client._syncing.add_done_callback(client._sync_ended)
            async with asyncio.timeout(_PATIENCE):
                await client.nio.synced.wait()
        except BaseException:
            await client.close()
            raise
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def user_id(self) -> str:
        return str(self.nio.user_id)

    @property
    def device_id(self) -> str:
        return str(self.nio.device_id)

    async def close(self) -> None:
        """Stop syncing; the device stays logged in."""
        if self._syncing is not None:
            self._syncing.cancel()
            await asyncio.gather(self._syncing, return_exceptions=True)
        await self.nio.close()

    async def create_room(
        self,
        *,
        name: str | None = None,
        invites: Sequence[str] = (),
        encrypted: bool = True,
        direct: bool = False,
    ) -> str:
        """A private room; gives its id, when its state is known here."""
        state = [nio.EnableEncryptionBuilder().as_dict()] if encrypted else []
        answer = await self.nio.room_create(name=name, invite=invites, initial_state=state, is_direct=direct)
        room = str(_check(answer, nio.RoomCreateResponse).room_id)
        await self._until_joined(room)
        return room

    async def join(self, room: str) -> None:
        """Join, and wait until the room's state is known here."""
        _check(await self.nio.join(room), nio.JoinResponse)
        await self._until_joined(room)

    async def wait_member(self, room: str, user: str) -> None:
        """Wait until this client knows that the user has joined: the next message is encrypted for them."""

        def joined() -> bool:
            member = self.nio.rooms[room].users.get(user)
            return member is not None and not member.invited

        await self._until(joined)

    async def send_text(self, room: str, body: str, *, txn_id: str | None = None) -> str:
        """A message, encrypted when the room is; gives the event id."""
        return await self.send(room, {"msgtype": "m.text", "body": body}, txn_id=txn_id)

    async def send(
        self, room: str, content: dict[str, Any], *, kind: str = "m.room.message", txn_id: str | None = None
    ) -> str:
        """Any event, encrypted when the room is; gives the event id."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    answer = await self.nio.room_send(
                        room, kind, content, tx_id=txn_id, ignore_unverified_devices=True
                    )
                except nio.GroupEncryptionError:
                    # The key ran out (after 100 messages) between nio's check and its use.
                    await asyncio.sleep(0)
                else:
                    return str(_check(answer, nio.RoomSendResponse).event_id)

    async def rotate(self, room: str) -> None:
        """Throw away the room's outbound session: the next message has a new key."""
        self.nio.invalidate_outbound_session(room)

    @asynccontextmanager
    async def keys_held(self, room: str) -> AsyncIterator[None]:
        """Inside, what is sent to the room has a new key that nobody gets; they get it at the end."""
        released = asyncio.Event()
        send = self.nio._send

        async def held(kind: type, *arguments: Any, **options: Any) -> Any:
            if kind is nio.ShareGroupSessionResponse:
                await released.wait()
            return await send(kind, *arguments, **options)

        self.nio.invalidate_outbound_session(room)
        self.nio._send = held
        try:
            sharing = asyncio.create_task(self.nio.share_group_session(room, ignore_unverified_devices=True))
            sessions = self.nio.olm.outbound_group_sessions
            async with asyncio.timeout(_PATIENCE):
                while room not in sessions:  # noqa: ASYNC110 - nio does not tell
                    await asyncio.sleep(_POLL_SECONDS)
            sessions[room].shared = True
            yield
        finally:
            released.set()
            self.nio._send = send
        await sharing

    def _on_message(self, room: nio.MatrixRoom, event: nio.RoomMessage | nio.MegolmEvent) -> None:
        if event.event_id in self._seen:
            return
        self._seen.add(event.event_id)
        if isinstance(event, nio.MegolmEvent):
            self._unreadable[event.event_id] = event
        self.append(_message(room.room_id, event))

    def _on_invite(self, room: nio.MatrixInvitedRoom, event: nio.InviteMemberEvent) -> None:
        if event.membership == "invite" and event.state_key == self.user_id:
            self.append(Event(kind="invite", room=room.room_id, sender=event.sender, membership="invite"))

    # A key can come after the message that it opens.
    def _on_room_key(self, key: nio.RoomKeyEvent) -> None:
        for event_id, event in list(self._unreadable.items()):
            if event.room_id == key.room_id and event.session_id == key.session_id:
                try:
                    decrypted = self.nio.decrypt_event(event)
                except nio.EncryptionError:  # older than what the key opens
                    continue
                del self._unreadable[event_id]
                if isinstance(decrypted, nio.RoomMessage):
                    self.append(_message(event.room_id, decrypted))

    def _on_to_device(self, event: nio.UnknownToDeviceEvent) -> None:
        if event.type == "m.room_key.withheld":
            content = event.source["content"]
            room, code = content.get("room_id"), content["code"]
            self.append(Event(kind="withheld", room=room, sender=event.sender, content=content, reason=code))

    async def _on_sync(self, response: nio.SyncResponse) -> None:
        for room, info in response.rooms.join.items():
            if info.timeline.limited and room in self._caught_up:
                await self._fill_gap(room, info.timeline.prev_batch)
            self._caught_up.add(room)
        async with self._known:
            self._known.notify_all()

    async def _fill_gap(self, room: str, start: str | None) -> None:
        missed: list[nio.Event] = []
        while start:
            answer = await self.nio.room_messages(room, start, limit=_BACKFILL_PAGE)
            page = _check(answer, nio.RoomMessagesResponse)
            unseen = [event for event in page.chunk if event.event_id not in self._seen]
            missed += unseen
            start = page.end if unseen else None
        for event in reversed(missed):
            if isinstance(event, nio.RoomMessage | nio.MegolmEvent):
                self._on_message(self.nio.rooms[room], event)

    async def _until_joined(self, room: str) -> None:
        await self._until(lambda: room in self.nio.rooms)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(_PATIENCE), self._known:
            await self._known.wait_for(condition)

    def _sync_ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        self.end(f"syncing has ended: {error!r}")


def _check(answer: object, wanted: type[_Response]) -> _Response:
    if not isinstance(answer, wanted):
        raise NioClientError(repr(answer))
    return answer


def _message(room: str, event: nio.RoomMessage | nio.MegolmEvent) -> Event:
    content: dict[str, Any] = event.source["content"]
    relation: dict[str, Any] = content.get("m.relates_to", {})
    related = {relation.get("rel_type"): relation.get("event_id")}
    readable = not isinstance(event, nio.MegolmEvent)
    shown = content.get("m.new_content", content)
    return Event(
        kind="message",
        room=room,
        sender=event.sender,
        event_id=event.event_id,
        ts=event.server_timestamp,
        content=content,
        type="m.room.message" if readable else "m.room.encrypted",
        msgtype=content.get("msgtype"),
        body=shown.get("body") if readable else None,
        formatted_body=shown.get("formatted_body"),
        thread_root=related.get("m.thread"),
        replaces=related.get("m.replace"),
        reply_to=relation.get("m.in_reply_to", {}).get("event_id"),
        mentions=content.get("m.mentions"),
        decryption_failure=None if readable else "no_key",
        encrypted=bool(event.decrypted) or not readable,
    )
