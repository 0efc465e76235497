"""One HTTP request to a gateway, and what its outcome means for a message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels.gateway import Unsure
from bot.work.sender import Obstacle, Refused, RetryAfter

_LONGEST_ANSWER = 1_000_000
_LONGEST_WAIT = 300.0
_TOO_MANY, _TIMEOUT, _BROKEN = 429, 408, 500


@dataclass(frozen=True, repr=False)
class Exchange:
    """``seconds`` bounds the whole request."""

    http: aiohttp.ClientSession
    seconds: float = 10.0

    async def ask(self, method: str, url: str, **more: Any) -> Any:
        """The JSON of a 2xx answer; None when it is none.

        Raises:
            RetryAfter: it was not taken, and may be tried again.
            Refused: it never will be.
            Unsure: nobody can tell.
        """
        timeout = aiohttp.ClientTimeout(total=self.seconds)
        try:
            async with self.http.request(
                method, url, timeout=timeout, allow_redirects=False, **more
            ) as response:
                _judge(response.status, response.headers)
                body = await _whole(response.content)
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            # No connection came about, so nothing was said.
            raise RetryAfter(None, Obstacle.CONNECTION) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unsure(type(error).__name__) from error
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            return None


async def _whole(content: aiohttp.StreamReader) -> bytes:
    """All pieces of an answer; what goes on for ever is cut off, and then no JSON."""
    body = bytearray()
    async for piece in content.iter_any():
        body += piece
        if len(body) > _LONGEST_ANSWER:
            break
    return bytes(body)


def _judge(status: int, headers: Mapping[str, str]) -> None:
    if status == _TOO_MANY:
        raise RetryAfter(_seconds(headers.get("Retry-After")), Obstacle.LIMITED)
    if status >= _BROKEN or status == _TIMEOUT:
        raise Unsure(f"http_{status}")
    if status >= 300:  # noqa: PLR2004 - a redirection is followed by nobody
        raise Refused(f"http_{status}")


def _seconds(header: str | None) -> float | None:
    if header is None or not header.isdecimal():
        return None
    return min(float(header), _LONGEST_WAIT)
