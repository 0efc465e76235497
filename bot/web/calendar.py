"""``/kalender.ics``: planned publications, for whoever has a link of their own that still works."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.log import where
from bot.web.calendar_file import MEDIA_TYPE
from bot.web.calendar_link import FIELD, PATH, CalendarLinks
from bot.web.link_key import BadLinkError

_LATER: Final = "60"
_PATIENCE_SECONDS: Final = 10.0
log = structlog.get_logger(__name__)

Look = Callable[[str], Awaitable[bytes | None]]
"""A person's calendar as it is now; None for somebody who may have none."""


@dataclass(frozen=True)
class CalendarWords:
    """What stands in the place of a calendar."""

    refused: str
    expired: str
    away: str


@dataclass(frozen=True)
class CalendarPage:
    """The key is part of the address, so nothing here may ever log an address."""

    links: CalendarLinks
    look: Look
    words: CalendarWords
    clock: Clock

    def add(self, app: web.Application) -> None:
        app.add_routes([web.get(PATH, self._give)])

    async def _give(self, request: web.Request) -> web.Response:
        try:
            found = self.links.read(request.query.get(FIELD, ""))
        except BadLinkError:
            return web.Response(status=403, text=self.words.refused)
        if self.clock.now() >= found.until:
            return web.Response(status=410, text=self.words.expired)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                body = await self.look(found.user_id)
        except Exception as error:  # noqa: BLE001 - the program asks again by itself
            log.error("calendar look failed", **where(error))  # noqa: TRY400 - no content
            return web.Response(status=503, text=self.words.away, headers={"Retry-After": _LATER})
        if body is None:
            return web.Response(status=403, text=self.words.refused)
        return web.Response(body=body, content_type=MEDIA_TYPE, charset="utf-8")
