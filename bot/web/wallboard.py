"""``/tavla``: the wallboard's addresses. A link's key is exchanged for a cookie that ends with the link."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from aiohttp import web

from bot.clock import Clock
from bot.web.wallboard_feed import Feed
from bot.web.wallboard_link import BadLinkError, Links, Pass
from bot.web.wallboard_page import ASSETS, Pages, asset
from bot.web.wallboard_stream import Stream

PATH = "/tavla"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_COOKIE = "rocbot_tavla"
_FIELD = "nyckel"
_LONGEST_BODY = 4_096


@dataclass
class Wall:
    """The wallboard as the web part has it."""

    links: Links
    feed: Feed
    pages: Pages
    clock: Clock
    secure: bool = True
    """False only where the public address is this machine's own, over http."""
    most: int = 300
    most_for_one: int = 20
    """Boards at once: in all, and on one link."""
    _open: Counter[str] = field(default_factory=Counter)

    def add(self, app: web.Application) -> None:
        app.add_routes(
            [
                web.get(PATH, self._page),
                web.post(PATH, self._enter),
                web.get(f"{PATH}/ström", self._stream),
                *(web.get(f"{PATH}/{name}", _asset(name, kind)) for name, kind in ASSETS.items()),
            ]
        )
        app.on_shutdown.append(self._close)

    async def _page(self, request: web.Request) -> web.Response:
        key = request.cookies.get(_COOKIE)
        if not key:
            return self._instead(200, self.pages.words.welcome)
        if isinstance(found := await self._let_in(key), web.Response):
            return found
        if (shown := await self.feed.shown()) is None:
            return self._instead(503, self.pages.words.away)
        return _html(200, self.pages.whole(shown.fragment, shown.seen))

    async def _enter(self, request: web.Request) -> web.Response:
        body = await request.content.read(_LONGEST_BODY)
        given = parse_qs(body.decode("ascii", "replace")).get(_FIELD, [""])[0]
        # a whole link may have been pasted
        key = given.strip().rpartition("#")[2]
        if isinstance(found := await self._let_in(key), web.Response):
            return found
        answer = web.Response(status=303, headers={"Location": PATH})
        left = int((found.until - self.clock.now()).total_seconds())
        answer.set_cookie(
            _COOKIE, key, max_age=left, path=PATH, httponly=True, secure=self.secure, samesite="Strict"
        )
        return answer

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        key = request.cookies.get(_COOKIE, "")
        if isinstance(found := await self._let_in(key), web.Response):
            return found
        whose = hashlib.sha256(key.encode()).hexdigest()
        if self._open.total() >= self.most or self._open[whose] >= self.most_for_one:
            return self._instead(503, self.pages.words.crowded)
        self._open[whose] += 1
        self.feed.watching += 1
        try:
            return await Stream(self.feed, self.pages, self.clock, found).run(request)
        finally:
            self.feed.watching -= 1
            self._open[whose] -= 1
            self._open += Counter()  # forgets the links that nobody has open

    async def _let_in(self, key: str) -> Pass | web.Response:
        """Whose link it is, or the page that says why it opens nothing."""
        try:
            found = self.links.read(key)
        except BadLinkError:
            return self._instead(403, self.pages.words.refused)
        if self.clock.now() >= found.until:
            return self._instead(410, self.pages.words.expired)
        shown = await self.feed.shown()
        if shown is not None and found.user_id not in shown.known:
            return self._instead(403, self.pages.words.refused)
        return found

    def _instead(self, status: int, saying: tuple[str, str]) -> web.Response:
        return _html(status, self.pages.instead(saying))

    async def _close(self, _app: web.Application) -> None:
        self.feed.close()


def _html(status: int, text: str) -> web.Response:
    headers = {"Content-Security-Policy": POLICY}
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)


def _asset(name: str, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    body = asset(name)

    async def give(_request: web.Request) -> web.Response:
        charset = "utf-8" if kind.startswith("text/") else None
        return web.Response(body=body, content_type=kind, charset=charset)

    return give
