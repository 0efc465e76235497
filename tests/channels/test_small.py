"""Numbers, signatures, and the sign of life."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.channels.exchange import Exchange
from bot.channels.heartbeat import Heartbeat
from bot.channels.marks import Marks, new_code
from bot.demo.homeserver import free_port
from bot.register.dialling import e164


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("070-174 06 05", "+46701740605"),
        ("+46 70 174 06 05", "+46701740605"),
        ("0046701740605", "+46701740605"),
        ("08-465 004 00", "+46846500400"),
        ("112", None),
        ("+0701740605", None),
        ("070-ring mig", None),
    ],
)
def test_a_number_becomes_what_gateways_use(typed: str, number: str | None) -> None:
    assert e164(typed) == number


def test_marks_are_keyed_and_bound_to_the_number() -> None:
    one, other = Marks(b"a" * 32), Marks(b"b" * 32)
    assert one.code("+46701740605", "12345") != other.code("+46701740605", "12345")
    assert one.code("+46701740605", "12345") != one.code("+46701740606", "12345")
    assert one.url_secret != other.url_secret


def test_codes_are_five_digits() -> None:
    assert all(len(code) == 5 and code.isdecimal() for code in (new_code() for _ in range(200)))


@asynccontextmanager
async def listening(status: int) -> AsyncIterator[tuple[str, list[bytes]]]:
    heard: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        heard.append(await request.read() + request.query_string.encode())
        return web.Response(status=status)

    app, port = web.Application(), free_port()
    app.add_routes([web.get("/puls", take)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}/puls", heard
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(("status", "well"), [(200, True), (204, True), (302, False), (500, False)])
async def test_the_heartbeat_says_whether_it_was_heard_and_carries_nothing(status: int, well: bool) -> None:  # noqa: FBT001
    async with listening(status) as (url, heard), aiohttp.ClientSession() as http:
        assert await Heartbeat(http, url).ping() is well
        assert heard == [b""]


async def test_a_heartbeat_without_anybody_there_fails_quietly_and_without_an_address_is_well() -> None:
    async with aiohttp.ClientSession() as http:
        assert await Heartbeat(http, f"http://127.0.0.1:{free_port()}/").ping() is False
        assert await Heartbeat(http, "").ping() is True


async def _asked(pieces: Sequence[bytes]) -> object:
    """What becomes of an answer that comes in these pieces."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
            await asyncio.sleep(0.02)
        return response

    app, port = web.Application(), free_port()
    app.add_routes([web.get("/sms", answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        async with aiohttp.ClientSession() as http:
            return await Exchange(http).ask("GET", f"http://127.0.0.1:{port}/sms")
    finally:
        await runner.cleanup()


async def test_an_answer_that_comes_in_pieces_is_read_to_its_end() -> None:
    history = {"data": [{"id": f"s{number}"} for number in range(100)]}
    body = json.dumps(history).encode()
    assert await _asked([body[:100], body[100:700], body[700:]]) == history


async def test_an_answer_without_end_or_with_endless_depth_is_none() -> None:
    assert await _asked([b"[" * 200_000]) is None
    assert await _asked([b'"' + b"a" * 600_000, b"a" * 600_000 + b'"']) is None
