"""One way to ask the homeserver: JSON in, JSON out, and every failure one of four kinds."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from aiohttp import ClientError

from bot.matrix.errors import LoggedOut, RateLimited, Rejected, Unreachable

PREFIX = "/_matrix/client/v3"
_JSON = "application/json"
_DEFAULT_WAIT = 5.0
_TOO_MANY = 429
_OK = range(200, 300)
_SERVER_ERRORS = range(500, 600)


class Transport(Protocol):
    """The part of nio's client that sends bytes."""

    access_token: str

    @property
    def send(self) -> Callable[..., Awaitable[Any]]:
        """Gives aiohttp's response, its body not yet read."""
        ...


class Homeserver(Protocol):
    """Somebody who is logged in and may ask."""

    user_id: str

    async def call(
        self,
        method: str,
        where: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout: float = 30.0,  # noqa: ASYNC109 - handed on to aiohttp
    ) -> dict[str, Any]:
        """See the function ``call`` of this module for what it raises."""
        ...


def path(*parts: str) -> str:
    """A path below the client API, each part quoted: ``path("rooms", room_id, "messages")``."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


async def call(
    transport: Transport,
    method: str,
    where: str,
    body: Any,
    *,
    query: Mapping[str, str] | None,
    timeout: float,  # noqa: ASYNC109 - handed on to aiohttp
    prefix: str = PREFIX,
    media_type: str = _JSON,
) -> dict[str, Any]:
    """The answer of a request that the homeserver granted; bytes go as they are, all else as JSON.

    Raises:
        Unreachable: no answer, 5xx, or an answer that is not a JSON object.
        RateLimited: 429.
        LoggedOut: the token is unknown.
        Rejected: any other refusal.
    """
    url = prefix + where + (f"?{urlencode(query)}" if query else "")
    headers = {"Content-Type": media_type}
    if transport.access_token:
        headers["Authorization"] = f"Bearer {transport.access_token}"
    # As a file, bytes are handed over piece by piece and hold up nobody.
    data = BytesIO(body) if isinstance(body, bytes) else _json(body)
    try:
        response = await transport.send(method, url, data, headers, None, timeout)
        raw = await response.read()
    except (ClientError, OSError, TimeoutError) as error:
        raise Unreachable(type(error).__name__) from error
    answer = _object(raw)
    status = int(response.status)
    if status in _OK and answer is not None:
        return answer
    if status == _TOO_MANY:
        raise RateLimited(_wait(answer, response.headers) or _DEFAULT_WAIT)
    if status in _SERVER_ERRORS or answer is None:
        raise Unreachable(f"http {status}", _wait(answer, response.headers))
    errcode = str(answer.get("errcode", "M_UNKNOWN"))
    if errcode in {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"}:
        raise LoggedOut(errcode)
    raise Rejected(status, errcode, answer)


def _json(body: Any) -> bytes | None:
    return None if body is None else json.dumps(body, ensure_ascii=False).encode()


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(raw)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _wait(answer: dict[str, Any] | None, headers: Mapping[str, str]) -> float | None:
    asked = (answer or {}).get("retry_after_ms")
    if isinstance(asked, int | float) and asked >= 0:
        return float(asked) / 1000
    header = headers.get("Retry-After", "")
    return float(header) if header.isdigit() else None
