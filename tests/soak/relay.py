"""Stands between the bot and the homeserver, and tells when the bot is at a given point of its work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import aiohttp
from aiohttp import web
from yarl import URL

_SYNC_SECONDS = 120.0
_DROPPED = {"transfer-encoding", "content-length", "connection", "host", "content-encoding"}


class Point(StrEnum):
    """Where the bot is."""

    TOOK = "a sync with messages was handed over"
    BEFORE_SEND = "a message is on its way to the homeserver"
    AFTER_SEND = "the homeserver has the message, the bot does not know it"
    SENT = "the bot has just been told that its message is there"
    BEFORE_KEYS = "room keys are on their way to the homeserver"
    AFTER_KEYS = "the homeserver has the room keys, the bot does not know it"


@dataclass
class Trap:
    """Springs ``delay`` seconds after the bot came to ``point``, having let it by ``skip`` times."""

    point: Point
    skip: int
    delay: float
    spring: Callable[[], None]


class Relay:
    """Hands everything on as it is."""

    def __init__(self, homeserver: str, http: aiohttp.ClientSession) -> None:
        self._homeserver = homeserver
        self._http = http
        self._trap: Trap | None = None
        self.url = ""
        self.asked = asyncio.Event()
        """Set when the bot asks for news: it is at work. Whoever waits for that clears it first."""

    @classmethod
    async def start(cls, stack: AsyncExitStack, homeserver: str) -> Self:
        """Listen on loopback until the stack ends."""
        http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=_SYNC_SECONDS)
        )
        relay = cls(homeserver, await stack.enter_async_context(http))
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{tail:.*}", relay._pass)
        # A killed bot's requests end, as they would without anything in between.
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        relay.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return relay

    def arm(self, trap: Trap | None) -> None:
        """Wait for a point; None disarms."""
        self._trap = trap

    async def _pass(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.path.endswith("/sync"):
            self.asked.set()
        put = request.method == "PUT"
        sending = put and "/send/" in request.path
        keys = put and "/sendToDevice/" in request.path
        if (sending and self._at(Point.BEFORE_SEND)) or (keys and self._at(Point.BEFORE_KEYS)):
            # It never arrives.
            await asyncio.sleep(_SYNC_SECONDS)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _DROPPED}
        try:
            async with self._http.request(
                request.method,
                URL(self._homeserver + request.raw_path, encoded=True),
                data=body or None,
                headers=headers,
            ) as answer:
                told = await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            # What the bot would have seen: a connection that ends without an answer.
            if request.transport is not None:
                request.transport.abort()
            raise web.HTTPBadGateway from None
        if (sending and self._at(Point.AFTER_SEND)) or (keys and self._at(Point.AFTER_KEYS)):
            await asyncio.sleep(_SYNC_SECONDS)
        if sending:
            self._at(Point.SENT)
        elif request.path.endswith("/sync") and _brings_messages(told):
            self._at(Point.TOOK)
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in _DROPPED}
        return web.Response(body=told, status=answer.status, headers=kept)

    def _at(self, point: Point) -> bool:
        """The bot is there; True when that sprang the trap at once."""
        trap = self._trap
        if trap is None or trap.point is not point:
            return False
        if trap.skip > 0:
            trap.skip -= 1
            return False
        self._trap = None
        if trap.delay == 0:
            trap.spring()
        else:
            asyncio.get_running_loop().call_later(trap.delay, trap.spring)
        return trap.delay == 0


def _brings_messages(answer: bytes) -> bool:
    rooms = json.loads(answer).get("rooms", {}).get("join", {})
    return any(
        event["type"] == "m.room.encrypted" and event["sender"] != "@rocbot:localhost"
        for room in rooms.values()
        for event in room.get("timeline", {}).get("events", ())
    )
