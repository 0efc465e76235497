"""Direct chats that the bot opens: one for each person, also when it is killed while opening it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from secrets import token_hex
from typing import Any

import structlog
from sqlalchemy import delete

from bot.clock import Clock
from bot.matrix import raw
from bot.matrix.client import GuardedClient
from bot.matrix.errors import RateLimited, Rejected, Unreachable
from bot.matrix.forever import forever
from bot.matrix.http import path
from bot.matrix.room_state import DIRECT, MARKER, RoomState
from bot.matrix.rooms import RoomDirectory
from bot.matrix.tables import DirectIntent
from bot.store.engine import Store
from bot.store.upsert import insert_new

ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


class DirectChats:
    """Finds or opens the chat with a person."""

    def __init__(
        self, *, client: GuardedClient, directory: RoomDirectory, store: Store, clock: Clock
    ) -> None:
        self._client = client
        self._directory = directory
        self._store = store
        self._clock = clock
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._unflagged: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._log = structlog.get_logger()

    async def room_for(self, user_id: str) -> str:
        """An encrypted direct chat with the person; opened, and the person invited, when there is none.

        Raises:
            Unreachable, RateLimited, LoggedOut, Rejected: asking again is safe.
        """
        found = self._directory.direct_room(user_id)
        if found:
            return found
        async with self._locks[user_id]:
            found = self._directory.direct_room(user_id)
            if found:
                return found
            deserted = self._directory.deserted_room(user_id)
            if deserted:
                return await self._invite_back(deserted, user_id)
            marker, is_new = await self._intend(user_id)
            room_id = None if is_new else await self._made_before(marker)
            room_id = room_id or await self._make(user_id, marker)
            await self._adopt(room_id, user_id, marker)
        self._unflagged.put_nowait((user_id, room_id))
        return room_id

    async def run(self) -> None:
        """Tell the account's other clients of new direct chats, until cancelled."""
        await forever("directs", self._flag_next)

    async def _invite_back(self, room: RoomState, user_id: str) -> str:
        """Better one room that the person has left than a new one for each message."""
        await self._client.call("POST", path("rooms", room.room_id, "invite"), {"user_id": user_id})
        self._directory.expect(room.room_id, user_id)
        return room.room_id

    async def _intend(self, user_id: str) -> tuple[str, bool]:
        """Our mark for the room that is to be made, and whether this is the first try."""
        marker = token_hex(16)
        row = {"user_id": user_id, "marker": marker, "created_at": self._clock.now()}
        async with self._store.begin() as session:
            if await insert_new(session, DirectIntent, DirectIntent.user_id, [row]):
                return marker, True
            intent = await session.get(DirectIntent, user_id)
        return (intent.marker if intent else marker), False

    async def _made_before(self, marker: str) -> str | None:
        """The room of an earlier try whose answer never came: it carries our mark in its creation."""
        known = {room.room_id: room.marker for room in self._directory.rooms()}
        joined = (await self._client.call("GET", path("joined_rooms"))).get("joined_rooms")
        for room_id in joined if isinstance(joined, list) else ():
            if (known[room_id] if room_id in known else await self._marker_of(room_id)) == marker:
                return str(room_id)
        return None

    async def _marker_of(self, room_id: str) -> str | None:
        try:
            content = await self._client.call("GET", path("rooms", room_id, "state", "m.room.create", ""))
        except Rejected:
            return None
        return raw.identifier(content.get(MARKER))

    async def _make(self, user_id: str, marker: str) -> str:
        answer = await self._client.call(
            "POST",
            path("createRoom"),
            {
                "preset": "private_chat",
                "visibility": "private",
                "is_direct": True,
                "invite": [user_id],
                "creation_content": {MARKER: marker, DIRECT: user_id},
                "initial_state": [ENCRYPTION],
            },
        )
        room_id = raw.identifier(answer.get("room_id"))
        if room_id is None:
            raise Rejected(200, "M_NO_ROOM_ID", {})
        return room_id

    async def _adopt(self, room_id: str, user_id: str, marker: str) -> None:
        """Know the room before a sync tells of it, so that it can be spoken in at once."""
        room = RoomState(
            room_id,
            "join",
            members={self._client.user_id: "join", user_id: "invite"},
            encrypted=True,
            direct=True,
            marker=marker,
            made_for=user_id,
        )
        async with self._store.begin() as session:
            await self._directory.store_made(session, room)
            await session.execute(delete(DirectIntent).where(DirectIntent.user_id == user_id))
        if self._directory.state(room_id) is None:
            self._directory.adopt([room])
        self._directory.expect(room_id, user_id)

    async def _flag_next(self) -> None:
        """The bot itself knows its direct chats by their mark; others go by the account data."""
        user_id, room_id = await self._unflagged.get()
        where = path("user", self._client.user_id, "account_data", "m.direct")
        try:
            try:
                directs: dict[str, Any] = await self._client.call("GET", where)
            except Rejected:
                directs = {}
            rooms = directs.get(user_id)
            rooms = [*rooms, room_id] if isinstance(rooms, list) else [room_id]
            await self._client.call("PUT", where, {**directs, user_id: list(dict.fromkeys(rooms))})
        except (RateLimited, Unreachable, Rejected) as error:
            self._log.info("matrix.direct_not_flagged", error=type(error).__name__)
