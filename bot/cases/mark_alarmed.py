"""What became of an alarm on its way: arrived, reached nobody, or never to arrive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import deadlines, tell
from bot.cases.alarm import number_of
from bot.cases.escalate import climb
from bot.cases.folder import Desk, Folder, open_folder
from bot.cases.states import UNTAKEN, State, Verb
from bot.chat.outcome import Notice


class MarkAlarmed:
    """Listens to the outbox for messages that carry an alarm."""

    subject: str = tell.SUBJECT

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def delivered(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, reached: frozenset[str]
    ) -> Sequence[Notice]:
        """The clock of the step runs from when the first of those on duty can read it."""
        folder = await self._waiting(session, object_id, purpose)
        if folder is None:
            return ()
        alarm = folder.alarm
        alarm.settled += 1
        if reached.isdisjoint(alarm.people):
            return await self._nobody_yet(folder, at, "unreached")
        if alarm.reached_at is not None:
            return ()
        alarm.reached_at = at
        if folder.state in {State.RAISED, State.ALARMED}:
            folder.due = deadlines.step(folder.allowed, at)
        if folder.state is not State.RAISED:
            await session.flush()
            return [tell.raiser_card(folder)]
        folder.case.alarmed_at = at
        await folder.move(Verb.REACH, at)
        return [tell.raiser_card(folder), tell.roc_card(folder)]

    async def refused(
        self,
        session: AsyncSession,
        object_id: str,
        purpose: str,
        at: datetime,
        error: str,  # noqa: ARG002 - the operations room is told by the outbox
    ) -> Sequence[Notice]:
        folder = await self._waiting(session, object_id, purpose)
        if folder is None:
            return ()
        folder.alarm.settled += 1
        return await self._nobody_yet(folder, at, "refused")

    async def _waiting(self, session: AsyncSession, reference: str, purpose: str) -> Folder | None:
        """The case, if this was the alarm that counts and nobody has taken it."""
        number = number_of(purpose)
        if number is None:
            return None
        folder = await open_folder(session, self._desk, reference)
        if folder is None or folder.case.alarm != number or folder.state not in UNTAKEN:
            return None
        return folder

    async def _nobody_yet(self, folder: Folder, at: datetime, reason: str) -> Sequence[Notice]:
        """When the last message of the alarm has reached nobody, the next step is alarmed at once.

        Not at the end of the chain: there the step's time is kept, so that the chain does not run in
        circles while nobody at all can be reached.
        """
        alarm = folder.alarm
        over = alarm.settled >= alarm.messages and alarm.reached_at is None
        if not over or alarm.unit is None or folder.state is State.SEEN:
            await folder.session.flush()
            return ()
        return await climb(folder, at, reason=reason)
