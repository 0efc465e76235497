"""What ``!mina`` shows a reviewer: the sections that wait to be read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Caller
from bot.guidance.desk import Desk
from bot.guidance.review import states
from bot.guidance.review_walk import reviewed_by
from bot.guidance.values import ReviewState
from commands.guide_review_views import waiting
from commands.me import Item


class WaitingReviews:
    """One line for each language that somebody reviews."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def waiting(self, session: AsyncSession, caller: Caller) -> Sequence[Item]:
        found = []
        for language in reviewed_by(caller):
            texts = await self._desk.shelf.texts(session, language.code)
            drafts = [
                section
                for section, state in (await states(session, texts)).items()
                if state is ReviewState.DRAFT
            ]
            if drafts:
                found.append(Item(waiting, {"language": language, "sections": drafts}))
        return found
