"""``python -m tests.bench.outside``: a mail server and a receiver of webhooks, beside the bot's processor.

Prints their ports, and takes everything until its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

_ROOT = Path(__file__).parents[2]


class _Handler:
    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Mails are read whole and thrown away."""
        return "250 ok" if envelope.content else "554 empty"


async def _take(request: web.Request) -> web.Response:
    await request.read()
    return web.Response()


async def serve() -> None:
    """Until the standard input ends."""
    loop = asyncio.get_running_loop()
    mail = await loop.create_server(lambda: SMTP(_Handler(), enable_SMTPUTF8=True), "127.0.0.1", 0)
    app = web.Application()
    app.router.add_post("/{channel}", _take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ports = {"mail": mail.sockets[0].getsockname()[1], "web": runner.addresses[0][1]}
    print(json.dumps(ports), flush=True)  # noqa: T201 - for whoever started it
    await asyncio.to_thread(sys.stdin.read)
    mail.close()
    await runner.cleanup()


@dataclass(frozen=True)
class Outside:
    """Where they are."""

    mail: int
    web: int

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Outside]:
        command = (sys.executable, "-m", "tests.bench.outside")
        process = await asyncio.create_subprocess_exec(*command, cwd=_ROOT, stdin=PIPE, stdout=PIPE)
        try:
            assert process.stdout is not None
            yield cls(**json.loads(await process.stdout.readline()))
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()


if __name__ == "__main__":
    asyncio.run(serve())
