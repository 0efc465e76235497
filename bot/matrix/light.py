"""The bot's login over HTTP alone: without keys, so that an operator's command works while the bot runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.errors import Fault
from bot.matrix import http
from bot.matrix.errors import RateLimited, Unreachable
from bot.matrix.tables_account import MatrixAccount
from bot.matrix.whose import account_of
from bot.store.engine import Store

_SECONDS = 30.0
_PATIENCE = 60.0
_OK = 200


@dataclass(frozen=True)
class ServerFacts:
    """What a homeserver tells anybody: its software, the versions of Matrix it speaks, what time it is."""

    software: str | None
    versions: tuple[str, ...]
    date: datetime | None


async def stored_login(store: Store, user_id: str) -> MatrixAccount:
    """The device that ``rocbot init`` logged in.

    Raises:
        Fault: ``matrix.not_initialised``, ``matrix.other_user``.
    """
    async with store.read() as session:
        account = await account_of(session, user_id)
    if account is None or account.access_token is None:
        raise Fault("matrix.not_initialised")
    return account


class LightClient:
    """Asks the homeserver in the bot's name; waits out its limits. A context manager."""

    def __init__(self, homeserver: str, user_id: str, device_id: str = "", access_token: str = "") -> None:
        self.user_id = user_id
        self.device_id = device_id
        self.access_token = access_token
        self._homeserver = homeserver.rstrip("/")
        self._http = ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    async def send(
        self,
        method: str,
        where: str,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        _trace: None = None,
        timeout: float = _SECONDS,  # noqa: ASYNC109 - handed on to aiohttp
    ) -> ClientResponse:
        """One request; the signature is that of nio's client."""
        return await self._http.request(
            method, self._homeserver + where, data=data, headers=headers, timeout=ClientTimeout(timeout)
        )

    async def call(
        self,
        method: str,
        where: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout: float = _SECONDS,  # noqa: ASYNC109 - handed on to aiohttp
    ) -> dict[str, Any]:
        """Ask, and again when the homeserver's limit allows it.

        Raises:
            Unreachable, LoggedOut, Rejected: see ``bot.matrix.errors``.
            RateLimited: it asks for more patience than an operator at a terminal has.
        """
        left = _PATIENCE
        while True:
            try:
                return await http.call(self, method, where, body, query=query, timeout=timeout)
            except RateLimited as limited:
                left -= limited.retry_after
                if left < 0:
                    raise
                await asyncio.sleep(limited.retry_after)

    async def facts(self) -> ServerFacts:
        """What the homeserver tells without a login.

        Raises:
            Unreachable: there is no homeserver at the address.
        """
        try:
            async with await self.send("GET", "/_matrix/client/versions") as response:
                answer = await response.json(content_type=None)
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unreachable(type(error).__name__) from error
        versions = answer.get("versions") if isinstance(answer, dict) else None
        if response.status != _OK or not isinstance(versions, list):
            raise Unreachable(f"http {response.status}")
        return ServerFacts(
            software=response.headers.get("Server"),
            versions=tuple(str(version) for version in versions),
            date=_date(response.headers.get("Date")),
        )


def _date(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
