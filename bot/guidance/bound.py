"""What joint messages ask of the guide: whether the texts they were made of still hold; that they are out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance import counts
from bot.guidance.catalogue import text_hash
from bot.guidance.counts import What
from bot.guidance.desk import Desk
from bot.guidance.review import states
from bot.guidance.values import ReviewState, Section
from bot.press.facts import Bound


class BoundTexts:
    """The ``GuideTexts`` of joint messages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def lapsed(self, session: AsyncSession, texts: Sequence[Bound]) -> tuple[Bound, ...]:
        """Those that say something else by now, or are reviewed no more."""
        found: list[Bound] = []
        for language in dict.fromkeys(one.language for one in texts):
            now = (await self._desk.tongue(session, language)).texts
            standing = await states(session, now)
            for one in texts:
                section = Section(one.section)
                holds = standing[section] is ReviewState.REVIEWED and text_hash(now, section) == one.hash
                if one.language == language and not holds:
                    found.append(one)
        return tuple(found)

    async def shared(
        self, session: AsyncSession, languages: Sequence[str], reached: Mapping[str, int], now: datetime
    ) -> None:
        """Count each address once in each language."""
        for language in languages:
            for kommun, times in reached.items():
                await counts.add(session, language, kommun, What.SHARED, now, times=times)
