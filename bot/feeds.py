"""The feeds put together: what stands in them, in which words, and under which names readers know it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.chat.languages import Languages
from bot.chat.say import Say
from bot.clock import Clock
from bot.press.facts import LANGUAGES, FeedItem, items, standing
from bot.store.engine import Store
from bot.web.feed_page import Entry, FeedPage
from bot.web.feeds import Looked, Mark
from commands.feed_view import entry, feed_subtitle, feed_title

_SWEDISH: Final = "sv"
_BESIDE: Final = (_SWEDISH, "en")
"""What our own sentences are said in where the reader's language has none."""
Made = Mapping[str, Entry]
"""One item, by language."""


class Names:
    """What readers know things by: the same whatever address the bot is reached at."""

    def __init__(self, user_id: str) -> None:
        self._own: UUID = uuid5(NAMESPACE_URL, f"matrix:{user_id}")

    def of(self, root: str, language: str) -> str:
        """Of a message, through all corrections; each language has its own."""
        return self._urn(root if language == _SWEDISH else f"{root}/{language}")

    def feed(self, language: str) -> str:
        return self._urn(f"feed/{language}")

    def calendar(self, reference: str) -> str:
        return f"{uuid5(self._own, f'calendar/{reference}')}@rocbot"

    def _urn(self, name: str) -> str:
        return uuid5(self._own, name).urn


class FeedLook:
    """What the web part calls. Each item is put into words once, for as long as it stands there."""

    def __init__(self, store: Store, clock: Clock, languages: Languages, names: Names, base: str) -> None:
        self._store = store
        self._clock = clock
        self._languages = languages
        self._names = names
        self._base = base
        self._made: dict[int, Made] = {}

    async def __call__(self, before: Mark | None) -> Looked | None:
        async with self._store.read() as session:
            mark = await standing(session, self._clock.now())
            if mark == before:
                return None
            new = [one for one in mark if one not in self._made]
            found = await items(session, new)
        made = await asyncio.to_thread(self._all, found)
        known = self._made | made
        self._made = {one: known[one] for one in mark if one in known}
        return Looked(mark, self._pages([self._made[one] for one in mark if one in self._made]))

    def _all(self, found: Mapping[int, FeedItem]) -> dict[int, Made]:
        return {
            key: {
                language: entry(
                    item,
                    language,
                    self._tongues(language, item.updated_at),
                    self._names.of(item.root, language),
                )
                for language in item.texts
            }
            for key, item in found.items()
        }

    def _pages(self, made: Sequence[Made]) -> tuple[FeedPage, ...]:
        written = dict.fromkeys(language for one in made for language in one)
        languages = tuple(dict.fromkeys((*LANGUAGES, *sorted(written))))
        return tuple(self._page(one, languages, made) for one in languages)

    def _page(self, language: str, languages: Sequence[str], made: Sequence[Made]) -> FeedPage:
        say = self._tongues(language, self._clock.now())[0]
        return FeedPage(
            id=self._names.feed(language),
            language=language,
            title=feed_title(say, language),
            subtitle=feed_subtitle(say),
            base=self._base,
            others=tuple(one for one in languages if one != language),
            entries=tuple(one[language] for one in made if language in one),
        )

    def _tongues(self, language: str, at: datetime) -> tuple[Say, ...]:
        """The year is left out of a date of the year that the entry is from: what it says never changes."""
        spoken = (language,) if language in self._languages.known else _BESIDE
        return tuple(self._languages.say(one, at) for one in spoken)
