"""A gateway to throw away that speaks the protocol of 46elks: for `rocbot demo` and for the tests."""

from __future__ import annotations

import asyncio
import json
import secrets
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from bot.clock import Clock, SystemClock
from bot.demo.homeserver import free_port

USER, PASSWORD, SENDER = "demo", "demo", "+46701740690"
_UNAUTHORIZED = 401
_NO_CONTENT = 204


@dataclass(frozen=True)
class Trouble:
    """What the next request meets. ``status`` None: it is taken, but only after ``seconds``."""

    status: int | None = None
    seconds: float = 0.0
    retry_after: int | None = None
    taken: bool = False
    """With a status: it was taken all the same."""


@dataclass
class GatewayServer:
    """Takes text messages and calls, keeps them, and delivers what people answer.

    ``troubles``: what the next requests to send meet, one each.
    """

    clock: Clock = field(default_factory=SystemClock)
    port: int = field(default_factory=free_port)
    sms_url: str = ""
    """Where text messages to our number are handed on: what an operator enters at the gateway."""
    taken: list[dict[str, Any]] = field(default_factory=list)
    troubles: deque[Trouble] = field(default_factory=deque)
    listeners: list[Callable[[Mapping[str, Any]], None]] = field(default_factory=list)
    asked: int = 0
    """How often the history was asked for."""
    history_status: int = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes(
            [
                web.post("/a1/{kind:sms|calls}", self._send),
                web.get("/a1/{kind:sms|calls}", self._history),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def sent_to(self, number: str, kind: str = "sms") -> list[dict[str, Any]]:
        """What was taken for a number, the oldest first."""
        return [one for one in self.taken if one["kind"] == kind and one["to"] == number]

    async def answer(self, number: str, text: str, provider_id: str | None = None) -> tuple[int, str]:
        """Somebody sends a text message to our number; the status and words of what was said back."""
        fields = {
            "direction": "incoming",
            "id": provider_id or f"s{secrets.token_hex(16)}",
            "from": number,
            "to": SENDER,
            "created": self._stamp(),
            "message": text,
        }
        return await self.knock(self.sms_url, fields)

    async def press(self, call: Mapping[str, Any], digits: str | None) -> int:
        """Somebody takes a call and presses a key, or none."""
        start = json.loads(call["voice_start"])
        fields = {"direction": "outgoing", "callid": call["id"], "from": SENDER, "to": call["to"]}
        return (await self.knock(start["next"], {**fields, "result": digits or "failed"}))[0]

    async def report(self, message: Mapping[str, Any], status: str) -> int:
        """Tell what became of a text message."""
        fields = {"id": message["id"], "status": status}
        if status == "delivered":
            fields["delivered"] = self._stamp()
        return (await self.knock(message["whendelivered"], fields))[0]

    async def knock(self, url: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """A form to one of the bot's addresses."""
        async with aiohttp.ClientSession() as http, http.post(url, data=fields) as response:
            return response.status, await response.text()

    async def _send(self, request: web.Request) -> web.Response:
        if not _known(request):
            return web.Response(status=_UNAUTHORIZED)
        fields = {key: str(value) for key, value in (await request.post()).items()}
        trouble = self.troubles.popleft() if self.troubles else Trouble()
        if trouble.status is not None and not trouble.taken:
            return _sorry(trouble)
        if trouble.seconds:
            # Taken, whether the other side still listens or not.
            await asyncio.sleep(trouble.seconds)
        item = self._take(request.match_info["kind"], fields)
        if trouble.status is not None:
            return _sorry(trouble)
        return web.json_response({key: item[key] for key in ("id", "created", "direction", "from", "to")})

    def _take(self, kind: str, fields: Mapping[str, str]) -> dict[str, Any]:
        item = {
            **fields,
            "kind": kind,
            "id": f"{kind[0]}{secrets.token_hex(16)}",
            "created": self._stamp(),
            "direction": "outgoing",
        }
        self.taken.append(item)
        for listener in self.listeners:
            listener(item)
        return item

    async def _history(self, request: web.Request) -> web.Response:
        if not _known(request):
            return web.Response(status=_UNAUTHORIZED)
        self.asked += 1
        if self.history_status >= 300:  # noqa: PLR2004 - whatever is no success
            return web.Response(status=self.history_status)
        query, kind = request.query, request.match_info["kind"]
        found = [one for one in reversed(self.taken) if one["kind"] == kind]
        found = [one for one in found if one["to"] == query.get("to", one["to"])]
        found = [one for one in found if one["created"] > query.get("end", "")]
        found = [one for one in found if one["created"] < query.get("start", "9")]
        limit = min(100, int(query.get("limit", "100")))
        shown = ("id", "created", "direction", "from", "to", "message")
        data = [{key: one[key] for key in shown if key in one} for one in found[:limit]]
        more = {"next": found[limit - 1]["created"]} if len(found) > limit else {}
        return web.json_response({"data": data, **more})

    def _stamp(self) -> str:
        return self.clock.now().replace(tzinfo=None).isoformat(timespec="microseconds")


def _known(request: web.Request) -> bool:
    with suppress(ValueError):
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        return scheme == "Basic" and b64decode(encoded).decode() == f"{USER}:{PASSWORD}"
    return False


def _sorry(trouble: Trouble) -> web.Response:
    headers = {} if trouble.retry_after is None else {"Retry-After": str(trouble.retry_after)}
    return web.Response(status=trouble.status or 500, text="sorry", headers=headers)
