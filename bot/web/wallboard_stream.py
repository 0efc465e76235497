"""One board's stream of server-sent events: the board when it changes, and a sign of life in between."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.web.wallboard_feed import Feed, Shown
from bot.web.wallboard_link import Pass
from bot.web.wallboard_page import Pages

_PATIENCE_SECONDS = 10.0
"""A board that has not taken what was written to it after so long is let go; it asks again by itself."""
_RETRY_MS = 3000
_HEADERS = (
    ("Content-Type", "text/event-stream; charset=utf-8"),
    # a proxy that gathers what it passes on would keep every board still
    ("X-Accel-Buffering", "no"),
)


class Stream:
    """To one browser, until its link ends, its person leaves the register, or it goes away."""

    def __init__(self, feed: Feed, pages: Pages, clock: Clock, link: Pass) -> None:
        self._feed = feed
        self._pages = pages
        self._clock = clock
        self._link = link
        self._sent: str | None = None

    async def run(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=dict(_HEADERS))
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await response.prepare(request)
                await response.write(f"retry: {_RETRY_MS}\n\n".encode())
            await self._tell(response)
        except TimeoutError:
            # too slow: what is still in the buffer is dropped with the connection
            if request.transport is not None:
                request.transport.abort()
        except ConnectionError:
            pass
        return response

    async def _tell(self, response: web.StreamResponse) -> None:
        while not self._feed.over:
            ring, shown = self._feed.ring, self._feed.latest
            if (words := self._over(shown)) is not None:
                await _write(response, "slut", {"words": words})
                return
            await self._say(response, shown)
            try:
                async with asyncio.timeout(self._until_next()):
                    await ring.wait()
            except TimeoutError:
                continue

    def _over(self, shown: Shown | None) -> str | None:
        words = self._pages.words
        if shown is not None and self._link.user_id not in shown.known:
            return words.refused[1]
        return words.expired[1] if self._clock.now() >= self._link.until else None

    def _until_next(self) -> float:
        left = (self._link.until - self._clock.now()).total_seconds()
        return max(0.01, min(self._pages.timing.beat, left))

    async def _say(self, response: web.StreamResponse, shown: Shown | None) -> None:
        alive = {
            "seen": shown.seen if shown else "",
            "age": round(self._feed.age),
            "version": self._pages.version,
        }
        if shown is None or shown.mark == self._sent:
            await _write(response, "puls", alive)
            return
        tell = shown.tell if self._sent is not None else ""
        await _write(response, "tavla", {**alive, "html": shown.fragment, "tell": tell})
        self._sent = shown.mark


async def _write(response: web.StreamResponse, name: str, data: dict[str, Any]) -> None:
    # JSON has no line breaks, so one line of data holds it all
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await response.write(f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
