"""Health for machines: does the process live, does the work go on, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.errors import Fault
from bot.os_words import why


@dataclass(frozen=True)
class Vital:
    """One sign of progress: what it is, its value in ``unit``, and whether it is within its limit."""

    value: float | None
    limit: float
    unit: str
    well: bool


Vitals = Callable[[], Awaitable[Mapping[str, Vital]]]
Page = Callable[[], Awaitable[bytes]]


class Part(Protocol):
    """Some pages of one kind."""

    def add(self, app: web.Application) -> None: ...


def build(vitals: Vitals, metrics: Page, parts: Iterable[Part] = ()) -> web.Application:
    """The pages: ``/healthz``, ``/readyz``, ``/metrics``, and those of the parts."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_request: web.Request) -> web.Response:
        signs = await vitals()
        well = all(sign.well for sign in signs.values())
        body = {
            "ready": well,
            "signs": {
                name: {"value": sign.value, "limit": sign.limit, "unit": sign.unit, "well": sign.well}
                for name, sign in signs.items()
            },
        }
        return web.json_response(body, status=200 if well else 503)

    async def numbers(_request: web.Request) -> web.Response:
        return web.Response(body=await metrics(), content_type="text/plain", charset="utf-8")

    app = web.Application(middlewares=[_plain_errors])
    app.on_response_prepare.append(_hardened)
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", numbers)])
    for part in parts:
        part.add(app)
    return app


async def serve(app: web.Application, listen: str, stack: AsyncExitStack) -> int:
    """Start listening until ``stack`` closes; returns the port (0 in ``listen`` picks a free one).

    Raises:
        Fault: the address is taken or not this machine's.
    """
    host, _, port = listen.rpartition(":")
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, host.strip("[]"), int(port))
    try:
        await site.start()
    except OSError as error:
        raise Fault("web.listen", listen=listen, why=why(error)) from error
    port_in_use: int = runner.addresses[0][1]
    return port_in_use


@web.middleware
async def _plain_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        return web.Response(status=error.status, text=error.reason)


async def _hardened(_request: web.Request, answer: web.StreamResponse) -> None:
    """Before the headers leave, those of a stream too; a page may have policies of its own."""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
