"""``visa``: the mode, its time and its cause, and what waits for its decision."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.situation.audience import audience_of
from bot.situation.desk import Desk
from bot.situation.mode import CallPicture, CallState, latest_call, picture_of, waiting_call
from bot.situation.values import Audience


@dataclass(frozen=True)
class ModeShown:
    """``standing`` is what was activated or ended last, None before the first; ``waiting`` the open call."""

    standing: CallPicture | None
    waiting: CallPicture | None
    exercise: bool


class ShowMode:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, *, exercise: bool) -> Outcome:
        """The cause of a call that waits is for those who decide and those who called."""
        session = call.session
        snapshot = await self._desk.snapshot(session)
        sight = audience_of(call, snapshot)
        row = await latest_call(session, exercise=exercise)
        waiting_row = await waiting_call(session, exercise=exercise)
        standing = await picture_of(session, snapshot, row) if row else None
        waiting = await picture_of(session, snapshot, waiting_row) if waiting_row else None
        if waiting and waiting_row and not sight.sees(waiting_row.called_for, Audience.ROC):
            waiting = replace(waiting, cause=None)
        if standing is not None and standing.state is CallState.ENDED:
            standing = replace(standing, cause=None)
        return Outcome(ModeShown(standing, waiting, exercise), answer_to=sight.answer_to)
