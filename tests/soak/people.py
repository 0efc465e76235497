"""Those who write and those who watch, and what the homeserver itself has of a room."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Self

import aiohttp
import nio

from bot.demo.stage import BOT, PASSWORD
from bot.matrix.http import PREFIX, path
from tests.harness.events import Event
from tests.harness.nio_client import NioClient, NioClientError
from tests.harness.strict_client import StrictClient, StrictClientError
from tests.soak.county import Facts

_AGAIN = 0.3
_PAGE = 500
_TRIES = 3


@dataclass
class Order:
    """One command: what it says, and the event that it became."""

    facts: Facts
    event_id: str


@dataclass
class Watcher:
    """A person's device in one room; what it could read is in ``client.events``."""

    client: StrictClient | NioClient
    room: str

    @classmethod
    async def enter(
        cls, stack: AsyncExitStack, homeserver: str, name: str, alias: str, *, strict: bool
    ) -> Self:
        """Log in and go into a room of the register."""
        user_id = f"@{name}:localhost"
        if strict:
            client = await StrictClient.start(homeserver, user_id, PASSWORD)
            await stack.enter_async_context(client)
            return cls(client, await client.join(alias))
        light = await NioClient.start(homeserver, user_id, PASSWORD)
        await stack.enter_async_context(light)
        joined = await light.nio.join(alias)
        return cls(light, joined.room_id)

    def heard(self) -> list[Event]:
        """What the bot has said here, edits too."""
        return self.client.find(room=self.room, sender=BOT)


@dataclass
class Officer(Watcher):
    """One who raises cases in a direct chat, each when the one before is on the homeserver."""

    orders: list[Order] = field(default_factory=list)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    async def report(cls, stack: AsyncExitStack, homeserver: str, name: str, *, strict: bool) -> Self:
        """Log in and open a direct chat; returns when the bot is in it."""
        user_id = f"@{name}:localhost"
        if strict:
            client = await StrictClient.start(homeserver, user_id, PASSWORD)
            await stack.enter_async_context(client)
            room = await client.create_dm(BOT)
            await _met(client, room)
            return cls(client, room)
        light = await NioClient.start(homeserver, user_id, PASSWORD)
        await stack.enter_async_context(light)
        made = await light.nio.room_create(
            invite=[BOT], is_direct=True, initial_state=[nio.EnableEncryptionBuilder().as_dict()]
        )
        await _met(light, made.room_id)
        return cls(light, made.room_id)

    async def order(self, facts: Facts) -> None:
        """Write the command; a homeserver that is away is asked until it has it, once."""
        txn_id = secrets.token_hex(8)
        async with self._one_at_a_time:
            while True:
                try:
                    event_id = await self.client.send_text(self.room, facts.text, txn_id=txn_id)
                except (
                    StrictClientError,
                    NioClientError,
                    TimeoutError,
                    aiohttp.ClientError,
                    nio.ProtocolError,
                ):
                    await asyncio.sleep(_AGAIN)
                else:
                    self.orders.append(Order(facts, event_id))
                    return


async def _met(client: StrictClient | NioClient, room: str) -> None:
    """Wait until the bot is in the room; a busy machine gets more than the clients' own patience."""
    for _ in range(_TRIES):
        with suppress(TimeoutError, StrictClientError):
            return await client.wait_member(room, BOT)
    return await client.wait_member(room, BOT)


@dataclass(frozen=True)
class Kept:
    """A message of the bot's as the homeserver keeps it, undecrypted."""

    event_id: str
    edits: bool
    encrypted: bool


async def history(homeserver: str, watcher: Watcher) -> list[Kept]:
    """All that the bot ever wrote into the watcher's room, oldest first, asked of the homeserver."""
    client = watcher.client
    token = client.access_token if isinstance(client, StrictClient) else client.nio.access_token
    found: list[Kept] = []
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
        since: str | None = ""
        while since is not None:
            query = {"dir": "f", "limit": str(_PAGE)} | ({"from": since} if since else {})
            where = homeserver + PREFIX + path("rooms", watcher.room, "messages")
            async with http.get(where, params=query) as answer:
                page = await answer.json()
            for event in page["chunk"]:
                if event["sender"] == BOT and event["type"] in {"m.room.encrypted", "m.room.message"}:
                    relation = event["content"].get("m.relates_to", {}).get("rel_type")
                    encrypted = event["type"] == "m.room.encrypted"
                    found.append(Kept(event["event_id"], relation == "m.replace", encrypted))
            since = page.get("end") if page["chunk"] else None
    return found
