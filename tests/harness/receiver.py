"""A publishing system on loopback that takes signed webhooks, and misbehaves on order."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from bot.channels.signing import well_signed
from bot.clock import Clock, SystemClock

SECRET = b"en hemlighet bara i prov"


@dataclass(frozen=True)
class Trouble:
    """``status``: what is answered, None: the connection is closed. ``taken``: it is kept all the same.

    ``seconds``: it thinks for so long first.
    """

    status: int | None = 500
    taken: bool = False
    seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Receiver:
    """``published``: by id, each once, however often it comes. ``requests``: everything that came."""

    clock: Clock = field(default_factory=SystemClock)
    tls: ssl.SSLContext | None = None
    troubles: deque[Trouble] = field(default_factory=deque)
    published: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    lookup_status: int | None = None
    """What the lookup answers whatever it is asked; None: the truth."""
    watch: Callable[[str], None] = lambda _step: None
    """Called with ``GOT`` for each request, and with ``PUBLISHED`` once it has what is in it."""
    port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/in", self._take)
        app.router.add_get("/in/{id}", self._look_up)
        app.router.add_route("*", "/{elsewhere:.*}", self._elsewhere)
        self._runner = web.AppRunner(app, handler_cancellation=False, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self.tls)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://localhost:{self.port}/in"

    @property
    def lookup(self) -> str:
        return f"{self.url}/{{id}}"

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await self._noted(request)
        self.watch("GOT")
        trouble = self.troubles.popleft() if self.troubles else Trouble(status=202, taken=True)
        if trouble.taken:
            message = json.loads(body)
            assert message["id"] == request.headers["Idempotency-Key"]
            assert self.published.setdefault(message["id"], message) == message
            self.watch("PUBLISHED")
        await asyncio.sleep(trouble.seconds)
        if trouble.status is None:
            if request.transport is not None:
                request.transport.abort()
            raise ConnectionResetError
        return web.Response(status=trouble.status, headers=trouble.headers, body=trouble.body)

    async def _look_up(self, request: web.Request) -> web.Response:
        await self._noted(request)
        there = 200 if request.match_info["id"] in self.published else 404
        return web.Response(status=self.lookup_status or there)

    async def _elsewhere(self, request: web.Request) -> web.Response:
        await self._noted(request)
        return web.Response(status=204)

    async def _noted(self, request: web.Request) -> bytes:
        body = await request.read()
        assert well_signed(SECRET, request.headers, body, self.clock.now())
        self.requests.append(Request(request.method, request.path, dict(request.headers), body))
        return body
