"""A sign of life to somebody outside who raises the alarm when it stays away."""

from __future__ import annotations

from http import HTTPStatus

import aiohttp
import structlog

_SECONDS = 10.0
log = structlog.get_logger(__name__)


class Heartbeat:
    """Without an address there is nothing to ping, and that is well."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url

    async def ping(self) -> bool:
        """Ask for the address, without any content; True when it answered well within its time."""
        if not self._url:
            return True
        try:
            timeout = aiohttp.ClientTimeout(total=_SECONDS)
            async with self._http.get(self._url, timeout=timeout, allow_redirects=False) as response:
                if response.status < HTTPStatus.MULTIPLE_CHOICES:
                    return True
                log.warning("heartbeat.refused", status=response.status)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("heartbeat.away", error=type(error).__name__)
        return False
