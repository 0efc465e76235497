"""The gateway's requests over HTTP: hostile until parsed, answered 2xx only when all is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.channels.door import Door
from bot.channels.gateway import Call, Malformed, Reply
from bot.log import where

_LONGEST = 16_384
_SECONDS = 10.0
_TOO_LARGE, _AGAIN = 413, 503
_KEY = "{key:[0-9a-f]{32}}"
"""A message's own name in an address; whatever else stands there is no page."""
log = structlog.get_logger(__name__)
Work = Callable[[web.Request, Call], Awaitable[Reply | None]]


def add(app: web.Application, door: Door, path: str) -> None:
    """Put the three addresses behind the secret: answers, reports, and keys pressed in a call."""

    async def answer(_request: web.Request, call: Call) -> Reply | None:
        return await door.answer(call)

    async def report(request: web.Request, call: Call) -> Reply | None:
        await door.report(request.match_info["key"], call)
        return None

    async def pressed(request: web.Request, call: Call) -> Reply | None:
        await door.pressed(request.match_info["key"], call)
        return None

    root = f"/{path}/{{secret}}"
    app.add_routes(
        [
            web.post(f"{root}/svar", _guarded(door, answer)),
            web.post(f"{root}/rapport/{_KEY}", _guarded(door, report)),
            web.post(f"{root}/samtal/{_KEY}", _guarded(door, pressed)),
        ]
    )


def _guarded(door: Door, work: Work) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            door.check(request.match_info["secret"])
            async with asyncio.timeout(_SECONDS):
                body = await _body(request)
            reply = await work(request, Call(request.headers, body))
        except Malformed as malformed:
            return web.Response(status=malformed.status)
        except TimeoutError:
            return web.Response(status=_AGAIN)
        except Exception as error:  # noqa: BLE001 - the gateway is to try again, and learns nothing
            log.error("phone request failed", **where(error))  # noqa: TRY400 - no content
            return web.Response(status=_AGAIN)
        if reply is None:
            return web.Response(status=204)
        return web.Response(body=reply.body, content_type=reply.content_type, charset="utf-8")

    return handle


async def _body(request: web.Request) -> bytes:
    """Never more than a text message needs.

    Raises:
        Malformed: it is longer.
    """
    parts, length = [], 0
    async for part in request.content.iter_chunked(_LONGEST):
        length += len(part)
        if length > _LONGEST:
            raise Malformed(_TOO_LARGE)
        parts.append(part)
    return b"".join(parts)
