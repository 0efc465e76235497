"""``/feed.atom`` and ``/feed.json``: what is published, from memory, renewed when the database changes."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.log import where
from bot.web import feed_atom, feed_json
from bot.web.feed_page import FeedPage

log = structlog.get_logger(__name__)
Mark = tuple[int, ...]
"""What stands there: the same mark, the same feeds."""
_FORMS: Final[Mapping[str, tuple[Callable[[FeedPage], bytes], str]]] = MappingProxyType(
    {
        "atom": (feed_atom.atom, f"{feed_atom.MEDIA_TYPE}; charset=utf-8"),
        "json": (feed_json.json_feed, feed_json.MEDIA_TYPE),
    }
)
_GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
_CACHED: Final = "public, max-age=60"
"""So long may others keep a copy: it bounds how long a retracted text is still read there."""
_LATER: Final = "30"
_SMALL: Final = 1_000
_PATIENCE_SECONDS: Final = 10.0


@dataclass(frozen=True)
class FeedWords:
    """``away``: the database does not answer. ``none``: no feed in that language."""

    away: str
    none: str


@dataclass(frozen=True)
class Looked:
    mark: Mark
    pages: Sequence[FeedPage]


Look = Callable[[Mark | None], Awaitable[Looked | None]]
"""What stands there now; None while it is what the mark says."""


@dataclass(frozen=True)
class Body:
    plain: bytes
    packed: bytes | None
    tag: str


@dataclass(frozen=True)
class Kept:
    """``modified``: whole seconds, later for each state than for the one before it."""

    mark: Mark
    bodies: Mapping[tuple[str, str], Body]
    modified: datetime


class Feeds:
    """The database is asked at most once in ``every`` seconds, however many readers there are."""

    def __init__(
        self, look: Look, words: FeedWords, clock: Clock, main: str = "sv", every: float = 1.0
    ) -> None:
        self._look = look
        self._words = words
        self._clock = clock
        self._main = main
        self._every = every
        self._turn = asyncio.Lock()
        self._looked_at: float | None = None
        self._well = False
        self._kept: Kept | None = None

    def add(self, app: web.Application) -> None:
        for form in _FORMS:
            app.add_routes(
                [
                    web.get(f"/feed.{form}", self._handler(form)),
                    web.get(f"/feed.{{language:[a-z]{{2,3}}}}.{form}", self._handler(form)),
                ]
            )

    def _handler(self, form: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def give(request: web.Request) -> web.Response:
            language = request.match_info.get("language", self._main)
            if (kept := await self._current()) is None:
                # an older state might show what was retracted since
                return web.Response(status=503, text=self._words.away, headers={"Retry-After": _LATER})
            body = kept.bodies.get((language, form))
            if body is None:
                return web.Response(status=404, text=self._words.none)
            return _answer(request, kept, body, _FORMS[form][1])

        return give

    async def _current(self) -> Kept | None:
        """As it was within the last second; None when it could not be looked at."""
        async with self._turn:
            if self._looked_at is None or self._clock.monotonic() - self._looked_at >= self._every:
                await self._again()
            return self._kept if self._well else None

    async def _again(self) -> None:
        self._well = False
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                found = await self._look(self._kept.mark if self._kept else None)
            if found is not None:
                # fifty long texts are work for more than a moment
                bodies = await asyncio.to_thread(_bodies, found.pages)
                self._kept = Kept(found.mark, bodies, self._modified())
            self._well = True
        except Exception as error:  # noqa: BLE001 - the readers are told that it cannot be shown
            log.error("feed look failed", **where(error))  # noqa: TRY400 - no content
        self._looked_at = self._clock.monotonic()

    def _modified(self) -> datetime:
        now = self._clock.now().replace(microsecond=0)
        return now if self._kept is None else max(now, self._kept.modified + timedelta(seconds=1))


def _bodies(pages: Sequence[FeedPage]) -> Mapping[tuple[str, str], Body]:
    return {(page.language, form): _body(make(page)) for page in pages for form, (make, _) in _FORMS.items()}


def _body(plain: bytes) -> Body:
    packed = gzip.compress(plain, mtime=0) if len(plain) > _SMALL else None
    return Body(plain, packed, hashlib.sha256(plain).hexdigest()[:32])


def _answer(request: web.Request, kept: Kept, body: Body, media_type: str) -> web.Response:
    packed = body.packed if _GZIP.search(request.headers.get("Accept-Encoding", "")) else None
    tag = body.tag if packed is None else f"{body.tag}-gzip"
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": _CACHED,
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if _has_it(request, kept, body):
        answer = web.Response(status=304, headers=headers)
    else:
        headers |= {"Content-Type": media_type}
        if packed is not None:
            headers |= {"Content-Encoding": "gzip"}
        answer = web.Response(body=body.plain if packed is None else packed, headers=headers)
    answer.last_modified = kept.modified
    return answer


def _has_it(request: web.Request, kept: Kept, body: Body) -> bool:
    """True for a reader that has this state; what it was given counts before when."""
    if (given := request.if_none_match) is not None:
        return any(one.value in {"*", body.tag, f"{body.tag}-gzip"} for one in given)
    since = request.if_modified_since
    return since is not None and since >= kept.modified
