"""The link to the official guide is asked for within bounds, and nothing inside the house is."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

import pytest
from aiohttp import web

from bot.channels.links import Links, links
from bot.work.links import FileOnNet, LinkAnswer
from tests.harness.certificates import Certificates

PDF = b"%PDF-1.4 the guide"
KNOWN = FileOnNet(len(PDF), sha256(PDF).hexdigest())
LARGEST = 1000


@dataclass
class Publisher:
    """A server on this machine whose pages a test sets."""

    pages: dict[str, Callable[[], web.Response]] = field(default_factory=dict)
    streams: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    url: str = ""
    plain: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.path.strip("/")
        if name == "slow":
            await asyncio.sleep(5)
        if name in self.streams:
            return await self.stream(request, self.streams[name])
        found = self.pages.get(name)
        if found is None:
            raise web.HTTPNotFound
        return found()

    async def stream(self, request: web.Request, size: int) -> web.StreamResponse:
        """A PDF that does not say how long it is."""
        answer = web.StreamResponse(headers={"Content-Type": "application/pdf"})
        await answer.prepare(request)
        while self.sent < size:
            await answer.write(bytes(10_000))
            self.sent += 10_000
        return answer


@pytest.fixture
async def publisher(certificates: Certificates) -> AsyncIterator[Publisher]:
    made = Publisher()
    app = web.Application()
    app.router.add_get("/{name}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificates.server()).start()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"https://localhost:{runner.addresses[0][1]}"
    made.plain = f"http://localhost:{runner.addresses[1][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def asker(certificates: Certificates) -> AsyncIterator[Links]:
    async with links(certificates.client(), seconds=2.0) as found:
        yield found


async def ask(
    asker: Links, url: str, *, private: bool = True, expected: FileOnNet | None = KNOWN
) -> LinkAnswer:
    return await asker.ask(url, expected=expected, largest=LARGEST, private_address=private)


def pdf(body: bytes) -> Callable[[], web.Response]:
    return partial(web.Response, body=body, content_type="application/pdf")


def moved(to: str) -> Callable[[], web.Response]:
    return partial(web.Response, status=302, headers={"Location": to})


async def test_a_page_and_the_very_file_are_fine(publisher: Publisher, asker: Links) -> None:
    publisher.pages = {"page": partial(web.Response, text="<h1>Gängsnacket</h1>"), "so.pdf": pdf(PDF)}
    assert await ask(asker, f"{publisher.url}/page") == LinkAnswer()
    assert await ask(asker, f"{publisher.url}/so.pdf") == LinkAnswer()


async def test_another_file_is_told_by_its_length_or_its_sum(publisher: Publisher, asker: Links) -> None:
    other = PDF.replace(b"the", b"its")
    publisher.pages = {"long.pdf": pdf(PDF + b"."), "so.pdf": pdf(other), "any.pdf": pdf(other)}
    assert await ask(asker, f"{publisher.url}/long.pdf") == LinkAnswer(other=f"size:{len(PDF) + 1}")
    assert await ask(asker, f"{publisher.url}/so.pdf") == LinkAnswer(other=sha256(other).hexdigest())
    assert await ask(asker, f"{publisher.url}/any.pdf", expected=None) == LinkAnswer()


async def test_an_endless_file_is_left_at_the_limit(publisher: Publisher, asker: Links) -> None:
    publisher.streams["so.pdf"] = 1_000_000_000
    assert await ask(asker, f"{publisher.url}/so.pdf") == LinkAnswer(other="large")
    assert publisher.sent < 50_000_000


async def test_a_redirect_is_followed_with_https_alone_and_not_for_ever(
    publisher: Publisher, asker: Links
) -> None:
    publisher.pages = {
        "old": moved("/so.pdf"),
        "so.pdf": pdf(PDF),
        "open": moved(f"{publisher.plain}/so.pdf"),
        "round": moved("/round"),
        "nowhere": moved(""),
        "odd": moved("ftp://localhost/so.pdf"),
    }
    assert await ask(asker, f"{publisher.url}/old") == LinkAnswer()
    assert await ask(asker, f"{publisher.url}/open") == LinkAnswer(fault="not_https")
    assert await ask(asker, f"{publisher.url}/round") == LinkAnswer(fault="redirected")
    assert await ask(asker, f"{publisher.url}/nowhere") == LinkAnswer(fault="redirected")
    assert await ask(asker, f"{publisher.url}/odd") == LinkAnswer(fault="not_https")


async def test_nothing_in_a_private_network_is_asked_unless_the_register_says_so(
    publisher: Publisher, asker: Links
) -> None:
    publisher.pages = {"so.pdf": pdf(PDF)}
    for url in (publisher.url, publisher.url.replace("localhost", "127.0.0.1"), "https://169.254.169.254"):
        assert await ask(asker, f"{url}/so.pdf", private=False) == LinkAnswer(fault="private_address")
    assert await ask(asker, f"{publisher.plain}/so.pdf", private=False) == LinkAnswer(fault="not_https")


async def test_whatever_fails_is_a_code(publisher: Publisher, asker: Links) -> None:
    assert await ask(asker, f"{publisher.url}/none") == LinkAnswer(fault="http_404")
    assert await ask(asker, f"{publisher.url}/slow") == LinkAnswer(fault="timeout")
    assert await ask(asker, "https://localhost:1/so") == LinkAnswer(fault="connection")
    assert await ask(asker, "https://[") == LinkAnswer(fault="no_address")
    assert await ask(asker, "https://") == LinkAnswer(fault="no_address")
    async with links(ssl.create_default_context(), seconds=2.0) as doubting:
        assert await ask(doubting, f"{publisher.url}/so.pdf") == LinkAnswer(fault="tls")
