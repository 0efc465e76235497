"""Answers by telephone: they pause the clock as an "ok" does, and prove no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import tell
from bot.cases.alarm import number_of
from bot.cases.folder import Actor, Desk, Folder, open_folder
from bot.cases.mark_seen import see
from bot.cases.states import OPEN, UNTAKEN
from bot.cases.tables import Case
from bot.work.timed import Answered


class AnsweredByPhone:
    """Listens to the second channel for answers to alarms."""

    subject: str = tell.SUBJECT

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def wanted(self, session: AsyncSession, object_id: str, purpose: str) -> bool:
        """True while this alarm counts, and nobody has seen or taken it."""
        query = select(Case.alarm, Case.state, Case.seen_at).where(Case.reference == object_id)
        row = (await session.execute(query)).one_or_none()
        if row is None:
            return False
        alarm, state, seen_at = row
        return alarm == number_of(purpose) and state in UNTAKEN and seen_at is None

    async def answered(
        self, session: AsyncSession, object_id: str, purpose: str, user_id: str, at: datetime, *, by: str
    ) -> Answered:
        """What the answer does, and what is said back: what holds for the case now."""
        folder = await open_folder(session, self._desk, object_id)
        if folder is None:
            return Answered("case.phone_gone", {"reference": object_id})
        if (kind := _too_late(folder, purpose, user_id)) is not None:
            return Answered(kind, {"picture": folder.picture})
        notices = await see(folder, Actor(user_id, by), at)
        return Answered("case.phone_seen", {"picture": folder.picture}, notices)


def _too_late(folder: Folder, purpose: str, user_id: str) -> str | None:
    """Why the answer changes nothing; None when it does."""
    case = folder.case
    if folder.state not in OPEN:
        return "case.phone_over"
    if folder.state not in UNTAKEN:
        return "case.phone_own" if case.taken_by == user_id else "case.phone_taken"
    number = number_of(purpose)
    if case.alarm != number:
        before = next((alarm for alarm in folder.alarms if alarm.number == number), None)
        same = before is not None and before.unit == case.unit
        return "case.phone_earlier" if same else "case.phone_moved"
    return "case.phone_again" if folder.alarm.paused else None
