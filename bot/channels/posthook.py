"""Joint messages to publishing systems: signed JSON, and what each answer means for a request."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from yarl import URL

from bot.channels.addresses import JudgedNames, OutOfReach, Reach, reach_of
from bot.channels.despatch_carrier import Later, Parcel, Unanswered
from bot.channels.signing import signed
from bot.clock import Clock
from bot.work.sender import Refused

SecretOf = Callable[[str], bytes | None]
"""What a channel's requests are signed with, looked up each time; None: it has none."""

_LONGEST_WAIT: Final = 3600.0
_MARK: Final = "{id}"
_WAITS: Final = frozenset(
    {HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
)
"""By convention nothing was done."""


@dataclass(frozen=True, repr=False)
class Posthook:
    """``seconds`` bounds a whole request, ``connecting`` the way there."""

    http: Mapping[Reach, aiohttp.ClientSession]
    tls: ssl.SSLContext
    secret_of: SecretOf
    clock: Clock
    seconds: float = 10.0
    connecting: float = 5.0
    repeats: bool = True

    async def send(self, parcel: Parcel) -> None:
        body = json.dumps(parcel.payload, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": parcel.key,
            **self._signed(parcel.channel, body),
        }
        status, asked_for = await self._ask("POST", parcel.address, parcel, data=body, headers=headers)
        code = f"http_{status}"
        if status in _WAITS:
            raise Later(code, self._seconds(asked_for))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
            raise Unanswered(code)
        if status >= HTTPStatus.BAD_REQUEST:
            raise Refused(code)
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            raise Refused("redirected")

    async def found(self, parcel: Parcel) -> bool | None:
        """Whether the receiver has it; the question is signed as a request with an empty body."""
        if parcel.lookup is None or _MARK not in parcel.lookup:
            return None
        url = parcel.lookup.replace(_MARK, parcel.key)
        try:
            headers = self._signed(parcel.channel, b"")
            status, asked_for = await self._ask("GET", url, parcel, headers=headers)
        except (Refused, Unanswered) as error:
            # Who cannot be asked says nothing of the message.
            raise Later("lookup") from error
        if status not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            raise Later("lookup", self._seconds(asked_for))
        return status == HTTPStatus.OK

    async def try_out(self, channel: str, address: str | None, *, private_address: bool) -> None:
        """Connect, with TLS where it is to be, and let go again: nothing is asked."""
        self._signed(channel, b"")
        url = _url(address or "")
        reach = reach_of(url, private_address=private_address)
        try:
            async with asyncio.timeout(self.connecting):
                await self._connect(url, reach)
        except OutOfReach as error:
            raise Refused(error.code) from error
        except ssl.SSLError as error:
            raise Later("tls") from error
        except TimeoutError as error:
            raise Later("timeout") from error
        except OSError as error:
            raise Later("connection") from error

    async def keep_ready(self, number: int) -> None:
        """A connection that waited may be gone when it is used, which would leave a request in doubt."""

    async def rest(self) -> None:
        """None is kept."""

    async def _connect(self, url: URL, reach: Reach) -> None:
        host, port = url.raw_host or "", url.port or 0
        found = await JudgedNames(reach).resolve(host, port)
        tls, name = (self.tls, host) if url.scheme == "https" else (None, None)
        _, writer = await asyncio.open_connection(found[0]["host"], port, ssl=tls, server_hostname=name)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def _ask(self, method: str, address: str, parcel: Parcel, **more: Any) -> tuple[int, str | None]:
        """The status of the answer, and its ``Retry-After``."""
        url = _url(address)
        http = self.http[reach_of(url, private_address=parcel.private_address)]
        timeout = aiohttp.ClientTimeout(total=self.seconds, connect=self.connecting)
        try:
            async with http.request(method, url, timeout=timeout, allow_redirects=False, **more) as response:
                # The body counts for nothing, and is not read.
                return response.status, response.headers.get("Retry-After")
        except aiohttp.ClientSSLError as error:
            raise Later("tls") from error
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, OutOfReach):
                raise Refused(error.os_error.code) from error
            raise Later("connection") from error
        except aiohttp.ConnectionTimeoutError as error:
            raise Later("timeout") from error
        except (aiohttp.InvalidURL, ValueError) as error:
            raise Refused("no_address") from error
        except TimeoutError as error:
            raise Unanswered("timeout") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Unanswered("broken_off") from error

    def _signed(self, channel: str, body: bytes) -> Mapping[str, str]:
        secret = self.secret_of(channel)
        if secret is None:
            raise Refused("no_secret")
        return signed(secret, body, self.clock.now())

    def _seconds(self, header: str | None) -> float | None:
        """What ``Retry-After`` asks for, in seconds or as a date."""
        if header is None:
            return None
        if header.isascii() and header.isdecimal():
            return min(float(header[:9]), _LONGEST_WAIT)
        try:
            at = parsedate_to_datetime(header)
        except (ValueError, TypeError):
            return None
        ahead = (at.replace(tzinfo=at.tzinfo or UTC) - self.clock.now()).total_seconds()
        return min(max(0.0, ahead), _LONGEST_WAIT)


@asynccontextmanager
async def posthook(secret_of: SecretOf, clock: Clock, tls: ssl.SSLContext) -> AsyncIterator[Posthook]:
    """With connections of its own, which are closed at the end; none is used twice."""
    async with AsyncExitStack() as stack:
        http = {}
        for reach in Reach:
            connector = aiohttp.TCPConnector(
                resolver=JudgedNames(reach), use_dns_cache=False, force_close=True, ssl=tls, limit=0
            )
            session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
            http[reach] = await stack.enter_async_context(session)
        yield Posthook(MappingProxyType(http), tls, secret_of, clock)


def _url(address: str) -> URL:
    try:
        return URL(address)
    except ValueError as error:
        raise Refused("no_address") from error
