"""What joint messages ask of the guide: whether the texts they were made of still hold; that they are out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance import counts
from bot.guidance.catalogue import text_hash
from bot.guidance.counts import What
from bot.guidance.desk import Desk
from bot.guidance.languages import languages
from bot.guidance.review import states
from bot.guidance.values import ReviewState
from bot.press.facts import Bound


class BoundTexts:
    """The ``GuideTexts`` of joint messages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def lapsed(self, session: AsyncSession, texts: Sequence[Bound]) -> tuple[Bound, ...]:
        """Those that say something else by now, are reviewed no more, or are made no more."""
        holding: set[Bound] = set()
        for one in languages():
            if any(text.language == one.code for text in texts):
                now = (await self._desk.tongue(session, one.code)).texts
                holding.update(
                    Bound(one.code, section.value, text_hash(now, section))
                    for section, state in (await states(session, now)).items()
                    if state is ReviewState.REVIEWED
                )
        return tuple(one for one in texts if one not in holding)

    async def shared(
        self, session: AsyncSession, languages: Sequence[str], reached: Mapping[str, int], now: datetime
    ) -> None:
        """Count each address once in each language."""
        for language in languages:
            for kommun, times in reached.items():
                await counts.add(session, language, kommun, What.SHARED, now, times=times)
