"""The feeds and the calendar on a port of their own, over a day's real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import aiohttp

from bot.chat.languages import Languages
from bot.clock import Clock
from bot.feeds import FeedLook, Names
from bot.message_calendar import CalendarLook
from bot.press.channel_feed import FeedAdapter
from bot.web import server
from bot.web.calendar import CalendarPage
from bot.web.calendar_link import CalendarLinks
from bot.web.feeds import Feeds, Looked, Mark
from commands.calendar_view import calendar_words
from commands.feed_view import page_words
from tests.press.day import PressDay
from tests.press.outlets import Outlet
from tests.web.walls import KEY, ZONE

PUBLIC = "https://budskap.example.net"


class Looks:
    """The real look, counted, and broken when a test says so."""

    def __init__(self, look: FeedLook) -> None:
        self._look = look
        self.number = 0
        self.renewed = 0
        self.broken = False

    async def __call__(self, before: Mark | None) -> Looked | None:
        self.number += 1
        if self.broken:
            raise OSError("the database is away")
        found = await self._look(before)
        self.renewed += found is not None
        return found


@dataclass
class Site:
    """What readers reach, and the desk that publishes."""

    day: PressDay
    outlet: Outlet
    feeds: Feeds
    looks: Looks
    calendar: CalendarPage
    http: aiohttp.ClientSession

    def pass_by(self, **by: float) -> None:
        self.day.clock.advance(timedelta(**by))

    async def get(self, path: str = "/feed.atom", **headers: str) -> Answer:
        self.pass_by(seconds=1)
        return await self.at_once(path, **headers)

    async def at_once(self, path: str, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.get(path, headers=sent, auto_decompress=False) as found:
            return Answer(found.status, await found.read(), dict(found.headers))


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, Any]

    @property
    def text(self) -> str:
        return self.body.decode()


@asynccontextmanager
async def site(day: PressDay, public: str = PUBLIC) -> AsyncIterator[Site]:
    """As the bot builds it."""
    languages, names, clock = Languages(ZONE), Names("@rocbot:localhost"), cast(Clock, day.clock)
    say = languages.say("sv", day.clock.now())
    looks = Looks(FeedLook(day.store, clock, languages, names, public))
    feeds = Feeds(looks, page_words(say), clock)
    look = CalendarLook(day.store, day.register, clock, languages, names, ZONE.key)
    calendar = CalendarPage(CalendarLinks(KEY, public), look, calendar_words(say), clock)

    async def nothing() -> Any:
        return {}

    async with AsyncExitStack() as stack:
        app = server.build(nothing, nothing, (feeds, calendar))
        port = await server.serve(app, "127.0.0.1:0", stack)
        session = aiohttp.ClientSession(f"http://127.0.0.1:{port}", skip_auto_headers=["Accept-Encoding"])
        http = await stack.enter_async_context(session)
        yield Site(day, Outlet(day, FeedAdapter()), feeds, looks, calendar, http)
