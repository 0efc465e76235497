"""A wallboard on a port of its own, which shows what a test puts on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import aiohttp

from bot.actors.facts import kommuner
from bot.chat.languages import Languages
from bot.clock import Clock
from bot.situation.facts import (
    COUNTY,
    Board,
    Count,
    KommunLevel,
    Level,
    Mode,
    Names,
    PlannedHour,
    Silent,
    Trend,
)
from bot.web import server
from bot.web.wallboard import Wall
from bot.web.wallboard_feed import Feed, Shown
from bot.web.wallboard_link import Links
from bot.web.wallboard_page import Pages, Timing, mark
from commands.wallboard_view import board_page, shell_words, told
from tests.harness.clock import MovableClock

NOW = datetime(2026, 11, 21, 13, 32, 5, tzinfo=UTC)
"""14:32:05 in Stockholm."""
ZONE = ZoneInfo("Europe/Stockholm")
KEY = b"a signing key for tests: 32 byte"
HED, LUND = "@rapp-hed:localhost", "@tib-lund:localhost"
NAMES = Names(
    actors={"lst": "Länsstyrelsen Stockholm", "polis": "Polismyndigheten, Polisregion Stockholm"},
    kommuner={one.code: one.name for one in kommuner()},
    themes={},
    levels=("normalt", "ansträngt", "allvarligt", "kritiskt"),
)


def example_board(**changes: Any) -> Board:
    """An afternoon in the activated mode, with something of everything."""
    levels = []
    for place, one in enumerate(kommuner()):
        level = None if place % 7 == 3 else Level((place * 5 % 11) % 4)
        trend = (Trend.WORSE, Trend.SAME, Trend.BETTER, None)[place % 4]
        carried = place % 5 == 2
        levels.append(KommunLevel(one.code, level, trend, carried, NOW - timedelta(hours=40)))
    board = Board(
        county=KommunLevel(COUNTY, Level.SERIOUS, Trend.WORSE),
        levels=tuple(levels),
        mode=Mode.ACTIVATED,
        mode_since=NOW - timedelta(hours=2),
        picture="LB-1121-1",
        picture_at=NOW - timedelta(hours=5),
        asked=37,
        missing=(Silent("nacka", "0182"), Silent("lst"), Silent("polis")),
        open=True,
        closes_at=NOW + timedelta(minutes=60),
        next_at=NOW + timedelta(minutes=88),
        cases={
            "raised": Count(0, 4),
            "alarmed": Count(0, 4),
            "seen": Count(0, 4),
            "taken": Count(5, 9),
            "in_contact": Count(10, 14),
        },
        messages=(PlannedHour(NOW.replace(minute=0, second=0) + timedelta(hours=1), 2),),
    )
    return replace(board, **changes)


def with_level(board: Board, code: str, level: Level | None) -> Board:
    return replace(
        board, levels=tuple(replace(one, level=level) if one.kommun == code else one for one in board.levels)
    )


@dataclass
class Stage:
    """What is shown, who is known, and whether it can be looked at; ``looks`` counts how often it was."""

    clock: MovableClock
    wall: Wall
    url: str
    board: Board = field(default_factory=example_board)
    known: frozenset[str] = frozenset({HED, LUND})
    broken: bool = False
    looks: int = 0
    runner: Any = None

    def link(self, user_id: str = HED, hours: float = 12) -> str:
        url = self.wall.links.url(user_id, self.clock.now(), timedelta(hours=hours))
        assert url is not None
        return url.replace("https://tavla.example.net", self.url)

    def key(self, user_id: str = HED, hours: float = 12) -> str:
        return self.link(user_id, hours).partition("#")[2]

    async def change(self, board: Board) -> None:
        """Something happens, and the feed looks."""
        self.board = board
        await self.look()

    async def look(self) -> None:
        self.clock.advance(timedelta(seconds=10))
        await self.wall.feed.shown()

    @asynccontextmanager
    async def browser(self, key: str | None = None) -> AsyncIterator[aiohttp.ClientSession]:
        """A session that has been let in, or one with this as its cookie."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self.url, cookie_jar=jar) as http:
            if key is not None:
                jar.update_cookies({"rocbot_tavla": key})
            else:
                async with http.post("/tavla", data={"nyckel": self.key()}) as answer:
                    assert answer.status == 200
            yield http


@asynccontextmanager
async def staged(timing: Timing | None = None, **limits: Any) -> AsyncIterator[Stage]:
    """The web part with a wallboard, as the bot builds it."""
    clock = MovableClock(NOW)
    languages = Languages(ZONE)
    pages = Pages(shell_words(languages.say("sv", NOW)), timing or Timing())
    stage: Stage

    async def look() -> Shown:
        stage.looks += 1
        if stage.broken:
            raise RuntimeError("the database is away")
        say = languages.say("sv", clock.now())
        fragment = pages.fragment(board_page(stage.board, NAMES, say))
        tell = told(before[-1], stage.board, NAMES, say) if before else ""
        before.append(stage.board)
        return Shown(fragment, mark(fragment), f"{say.local(clock.now()):%H:%M:%S}", stage.known, tell)

    before: list[Board] = []
    typed = cast(Clock, clock)
    wall = Wall(
        Links(KEY, "https://tavla.example.net"), Feed(look, typed), pages, typed, secure=False, **limits
    )

    async def nothing() -> Any:
        return {}

    async with AsyncExitStack() as stack:
        app = server.build(nothing, nothing)
        wall.add(app)
        port = await server.serve(app, "127.0.0.1:0", stack)
        stage = Stage(clock, wall, f"http://127.0.0.1:{port}")
        yield stage
