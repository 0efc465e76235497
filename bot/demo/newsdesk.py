"""Those who receive joint messages in the played scene: a mail server and a publishing system."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web

from bot.channels.signing import well_signed
from bot.clock import SystemClock
from bot.demo.homeserver import free_port

SECRET: Final = "en hemlighet till uppvisning"
_UNSIGNED = 401
_END = b".\r\n"


@dataclass
class Newsdesk:
    """Takes mails (plain SMTP) and signed requests on loopback, and keeps them.

    ``refusals``: the statuses that the next requests meet, one each.
    """

    mail_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)
    mails: list[EmailMessage] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)
    refusals: deque[int] = field(default_factory=deque)
    refused: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}/budskap"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.post("/budskap", self._take)])
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.web_port).start()
        self._mail = await asyncio.start_server(self._talk, "127.0.0.1", self.mail_port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._mail.close()
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not well_signed(SECRET.encode(), request.headers, body, SystemClock().now()):
            return web.Response(status=_UNSIGNED)
        if self.refusals:
            self.refused.append(status := self.refusals.popleft())
            return web.Response(status=status)
        self.published.append(json.loads(body))
        return web.json_response({"id": self.published[-1]["id"]})

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """As much of SMTP as one who hands in mails needs."""
        writer.write(b"220 newsdesk\r\n")
        while line := await reader.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                self.mails.append(await _mail(reader))
            writer.write(_ANSWERS.get(verb, b"250 ok\r\n"))
            await writer.drain()
            if verb == b"QUIT":
                break
        writer.close()


_ANSWERS: Final = {b"EHLO": b"250-newsdesk\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n"}


async def _mail(reader: asyncio.StreamReader) -> EmailMessage:
    lines = []
    while (line := await reader.readline()) not in {_END, b""}:
        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    found = message_from_bytes(b"".join(lines), policy=policy.default)
    return found if isinstance(found, EmailMessage) else EmailMessage()
