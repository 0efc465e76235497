"""The wallboard put together: what is looked at, in which words, and who is let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import people
from bot.assembly import Ground
from bot.chat.languages import Languages
from bot.clock import Clock
from bot.press.facts import planned_hours
from bot.register.source import RegisterSource
from bot.situation.facts import Board, BoardLook, Names, PlannedHour, names
from bot.store.engine import Store
from bot.web.wallboard import Wall
from bot.web.wallboard_feed import Feed, Shown
from bot.web.wallboard_link import Links
from bot.web.wallboard_page import Pages, Timing, mark
from commands.wallboard_view import board_page, shell_words, told

_LANGUAGE: Final = "sv"
"""A wall is read by everybody who passes, so it speaks one language."""


@dataclass
class Watcher:
    """What the feed calls, once for all boards."""

    store: Store
    register: RegisterSource
    clock: Clock
    languages: Languages
    pages: Pages
    boards: BoardLook
    before: Board | None = None

    async def __call__(self) -> Shown:
        now = self.clock.now()
        async with self.store.read() as session:
            snapshot = await self.register.current(session)
            board = await self.boards.board(session, snapshot, now)
        return self._shown(board, names(snapshot), frozenset(one.id for one in people(snapshot)))

    def _shown(self, board: Board, known: Names, persons: frozenset[str]) -> Shown:
        say = self.languages.say(_LANGUAGE, self.clock.now())
        tell = told(self.before, board, known, say) if self.before else ""
        self.before = board
        fragment = self.pages.fragment(board_page(board, known, say))
        return Shown(fragment, mark(fragment), f"{say.local(say.now):%H:%M:%S}", persons, tell)


async def planned_messages(session: AsyncSession, now: datetime) -> tuple[PlannedHour, ...]:
    """Numbers alone: whose they are stands nowhere on a wall."""
    return tuple(PlannedHour(at, number) for at, number in await planned_hours(session, now))


def links(base: Ground) -> Links:
    """For ``!tavla``; without pages there is nothing to link to."""
    web = base.settings.web
    return Links(base.secrets.signing_key, web.public_url if web.listen else "")


def wallboard(base: Ground, register: RegisterSource, made: Links, timing: Timing | None = None) -> Wall:
    """To be added to the web part, its feed to be run."""
    languages = Languages(base.settings.zone)
    say = languages.say(_LANGUAGE, base.clock.now())
    pages = Pages(shell_words(say), timing or Timing())
    watcher = Watcher(base.store, register, base.clock, languages, pages, BoardLook(planned_messages))
    # a browser takes no secure cookie over http, which only this machine's own address may have
    secure = not base.settings.web.public_url.startswith("http://")
    return Wall(made, Feed(watcher, base.clock), pages, base.clock, secure=secure)
