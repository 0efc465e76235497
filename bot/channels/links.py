"""Addresses on the net asked whether they answer, and whether a PDF that lies there is the expected one."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import aiohttp
from yarl import URL

from bot.channels.addresses import JudgedNames, OutOfReach, Reach, reach_of
from bot.work.links import FileOnNet, LinkAnswer
from bot.work.sender import Refused

_HOPS: Final = 5
_PIECE: Final = 65_536
_MOVED: Final = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)

_CODES: Final = (
    (aiohttp.ClientSSLError, "tls"),
    (aiohttp.ClientConnectorError, "connection"),
    (TimeoutError, "timeout"),
    (ValueError, "no_address"),
)


@dataclass(frozen=True, repr=False)
class Links:
    """``seconds`` bounds all that is done for one address."""

    http: Mapping[Reach, aiohttp.ClientSession]
    seconds: float = 30.0

    async def ask(
        self, url: str, *, expected: FileOnNet | None, largest: int, private_address: bool
    ) -> LinkAnswer:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._follow(URL(url), expected, largest, private_address=private_address)
        except (Refused, aiohttp.ClientError, OSError, ValueError) as error:
            return LinkAnswer(fault=_code(error))

    async def _follow(
        self, url: URL, expected: FileOnNet | None, largest: int, *, private_address: bool
    ) -> LinkAnswer:
        secure = url.scheme == "https"
        for _ in range(_HOPS):
            http = self.http[reach_of(url, private_address=private_address)]
            async with http.get(url, allow_redirects=False) as answer:
                if answer.status not in _MOVED:
                    return await _judged(answer, expected, largest)
                url = url.join(URL(answer.headers.get("Location", "")))
            if secure and url.scheme != "https":
                raise Refused("not_https")
        raise Refused("redirected")


async def _judged(answer: aiohttp.ClientResponse, expected: FileOnNet | None, largest: int) -> LinkAnswer:
    if answer.status != HTTPStatus.OK:
        return LinkAnswer(fault=f"http_{answer.status}")
    if expected is None or answer.content_type != "application/pdf":
        return LinkAnswer()
    plain = "Content-Encoding" not in answer.headers
    if plain and answer.content_length not in {None, expected.size}:
        return LinkAnswer(other=f"size:{answer.content_length}")
    found, size = sha256(), 0
    async for piece in answer.content.iter_chunked(_PIECE):
        size += len(piece)
        if size > largest:
            return LinkAnswer(other="large")
        found.update(piece)
    checksum = found.hexdigest()
    return LinkAnswer(other=checksum if checksum != expected.checksum else None)


def _code(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, OutOfReach):
        return error.os_error.code
    if isinstance(error, Refused):
        return error.code
    return next((code for kind, code in _CODES if isinstance(error, kind)), "broken_off")


@asynccontextmanager
async def links(tls: ssl.SSLContext, seconds: float = 30.0) -> AsyncIterator[Links]:
    """With connections of its own, which are closed at the end; none is used twice."""
    async with AsyncExitStack() as stack:
        http = {}
        for reach in Reach:
            connector = aiohttp.TCPConnector(
                resolver=JudgedNames(reach), use_dns_cache=False, force_close=True, ssl=tls, limit=1
            )
            session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
            http[reach] = await stack.enter_async_context(session)
        yield Links(MappingProxyType(http), seconds)
