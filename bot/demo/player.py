"""A person in the played scene: a signed device that writes and reads in encrypted rooms."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bot.chat.message import Trust
from bot.chat.pack import shown
from bot.clock import SystemClock
from bot.matrix import raw
from bot.matrix.client import GuardedClient
from bot.matrix.directs import ENCRYPTION
from bot.matrix.errors import Unreachable
from bot.matrix.http import path
from bot.matrix.opening import Opened, Opener, Shut, tidy
from bot.matrix.session import Login, Session
from bot.store.engine import Store
from bot.store.keyring import Keyring

_FILTER = json.dumps({"room": {"timeline": {"limit": 100}}, "presence": {"types": []}})
_SYNC_MS = 10_000
_KEY_BYTES = 32


@dataclass(frozen=True)
class Heard:
    """A message that the person's device shows. ``encrypted`` is how it came."""

    room_id: str
    sender: str
    event_id: str
    text: str
    encrypted: bool
    edits: str | None
    mentions: tuple[str, ...]
    content: Mapping[str, Any]


class _AnyDevice:
    """The scene's people do not judge devices; the bot does."""

    def of_key(self, user_id: str, curve25519: str, ed25519: str) -> Trust:  # noqa: ARG002
        return Trust.UNSIGNED


class Player:
    """Logs in, signs its device, and keeps what it hears."""

    def __init__(self, session: Session) -> None:
        self.client: GuardedClient = session.client
        self.session = session
        self.heard: list[Heard] = []
        self.accepting = False
        """Whether invitations are accepted as they come, as somebody with the phone in hand does."""
        self.invites: set[str] = set()
        self.listeners: list[Callable[[Heard], None]] = []
        self._opener = Opener(self.client.olm, _AnyDevice())
        self._shut: list[dict[str, Any]] = []
        self._news = asyncio.Condition()
        self._token: str | None = None
        self._seen: set[str] = set()

    @classmethod
    async def open(
        cls, stack: AsyncExitStack, homeserver: str, user_id: str, password: str, directory: Path
    ) -> Self:
        """Log in on a new device and sign it; both end with ``stack``."""
        directory.mkdir(parents=True)  # noqa: ASYNC240 - once, before anything runs
        clock = SystemClock()
        store = Store(
            f"sqlite+aiosqlite:///{directory}/player.db", Keyring({1: secrets.token_bytes(_KEY_BYTES)})
        )
        stack.push_async_callback(store.dispose)
        await store.create_all()
        login = Login(homeserver, user_id, directory / "keys", secrets.token_hex(8), "rocbot demo")
        session = await Session.first(login, store, clock, password)
        stack.push_async_callback(session.close)
        await session.identity.init(password)
        player = cls(session)
        await player.sync(0)
        task = asyncio.create_task(player.listen())
        stack.callback(task.cancel)
        return player

    @property
    def user_id(self) -> str:
        return str(self.client.user_id)

    async def direct(self, other: str, *, encrypted: bool = True) -> str:
        """A direct chat; returns when the other is in it."""
        body = {
            "preset": "trusted_private_chat",
            "is_direct": True,
            "invite": [other],
            "initial_state": [ENCRYPTION] if encrypted else [],
        }
        room_id = str((await self.client.call("POST", "/createRoom", body))["room_id"])
        while other not in await self.members(room_id):  # noqa: ASYNC110 - the homeserver is asked
            await asyncio.sleep(0.05)
        return room_id

    async def accept_invites(self) -> None:
        """Join every room that this person is invited to."""
        while self.invites:
            await self.join(self.invites.pop())

    async def join(self, room: str) -> str:
        return str((await self.client.call("POST", path("join", room), {}))["room_id"])

    async def joined(self) -> list[str]:
        """The rooms this person is in."""
        answer = await self.client.call("GET", path("joined_rooms"))
        return [str(room_id) for room_id in answer["joined_rooms"]]

    async def members(self, room_id: str) -> set[str]:
        answer = await self.client.call("GET", path("rooms", room_id, "joined_members"))
        return set(answer["joined"])

    async def say(self, room_id: str, text: str, *, reply_to: str | None = None) -> str:
        """Write into an encrypted room; the event's id."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text}
        if reply_to:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.send(room_id, content)

    async def send(self, room_id: str, content: dict[str, Any], kind: str = "m.room.message") -> str:
        """Any event into an encrypted room; its id."""
        members = await self.members(room_id) - {self.user_id}
        await self.client.share_room_key(room_id, members)
        sealed = self.client.seal(room_id, kind, content)
        where = path("rooms", room_id, "send", "m.room.encrypted", secrets.token_hex(8))
        return str((await self.client.call("PUT", where, sealed))["event_id"])

    async def hear(self, wanted: Callable[[Heard], bool], seconds: float, since: int = 0) -> Heard:
        """The first message from number ``since`` on that is wanted.

        Raises:
            TimeoutError: it did not come in time.
        """

        def found() -> Heard | None:
            return next((heard for heard in self.heard[since:] if wanted(heard)), None)

        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: found() is not None)
        heard = found()
        assert heard is not None  # noqa: S101 - waited for above
        return heard

    async def listen(self) -> None:
        """Sync until cancelled."""
        while True:
            try:
                await self.sync(_SYNC_MS)
            except Unreachable:
                await asyncio.sleep(0.2)

    async def sync(self, timeout_ms: int) -> None:
        """One sync: keys, then what they open."""
        first = self._token is None
        answer = await self.client.sync_once(self._token, timeout_ms, _FILTER)
        self._token = answer.next_batch
        self.invites |= answer.raw.get("rooms", {}).get("invite", {}).keys()
        if self.accepting:
            await self.accept_invites()
        fresh = [
            {**event, "room_id": room_id}
            for room_id, section in answer.raw.get("rooms", {}).get("join", {}).items()
            for event in section.get("timeline", {}).get("events", [])
        ]
        waiting, self._shut = self._shut, []
        for event in [*waiting, *([] if first else fresh)]:
            self._take(event)
        await self.client.upkeep()
        async with self._news:
            self._news.notify_all()

    def _take(self, event: dict[str, Any]) -> None:
        if event["event_id"] in self._seen:
            return
        encrypted = event.get("type") == "m.room.encrypted"
        found: Mapping[str, Any] = event
        if encrypted:
            kept = tidy(event, event["room_id"])
            opened = self._opener.open(kept) if kept else None
            if isinstance(opened, Shut):
                self._shut.append(event)
                return
            if not isinstance(opened, Opened):
                return
            found = opened.event
        content = raw.obj(found, "content")
        if found.get("type") != "m.room.message" or "body" not in content:
            return
        self._seen.add(event["event_id"])
        relation = raw.obj(content, "m.relates_to")
        mentioned = raw.obj(content, "m.mentions").get("user_ids")
        edits = relation.get("event_id") if relation.get("rel_type") == "m.replace" else None
        heard = Heard(
            room_id=event["room_id"],
            sender=event["sender"],
            event_id=event["event_id"],
            text=shown(raw.obj(content, "m.new_content") or content),
            encrypted=encrypted,
            edits=edits,
            mentions=tuple(mentioned) if isinstance(mentioned, list) else (),
            content=content,
        )
        self.heard.append(heard)
        for listener in self.listeners:
            listener(heard)
