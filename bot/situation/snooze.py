"""``senare``: the reminder comes again after a while, never when it would be too late to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.situation.desk import REQUEST, ROUND, Desk
from bot.situation.entries import settings
from bot.situation.names import names
from bot.situation.requests import request_actor, request_of
from bot.situation.round_refs import is_request
from bot.situation.rounds import open_round, round_actor, round_of
from bot.situation.speaking import speaks_for
from bot.situation.tables import RequestActor, RoundActor

_LEFT: Final = timedelta(minutes=5)
"""So long before the end is the last reminder that helps anybody."""


@dataclass(frozen=True)
class Snoozed:
    """``cut``: the time that was asked for is past ``closes_at``, so it is earlier."""

    actor: str
    reference: str
    at: datetime
    closes_at: datetime
    exercise: bool
    cut: bool


class Snooze:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, actor: str | None, reference: str | None, until: datetime | None
    ) -> Outcome:
        """Remind the caller's actor again then, or after the register's time.

        Raises:
            Refusal: nothing is asked of the actor, it has answered, or there is no time left to wait.
        """
        snapshot = await self._desk.snapshot(call.session)
        mine = speaks_for(call, snapshot, actor)
        name = names(snapshot).actor(mine)
        row, about, closes, exercise = await self._asked(call, mine, name, reference)
        if row.answered_at is not None:
            raise Refusal("picture.answered", actor=name, reference=about.object_id, at=row.answered_at)
        last = closes - _LEFT
        if last <= call.now:
            raise Refusal("picture.no_time", closes_at=closes)
        wanted = until or call.now + settings(snapshot).snooze
        row.remind_at = min(wanted, last)
        await call.session.flush()
        value = Snoozed(name, about.object_id, row.remind_at, closes, exercise, cut=wanted > last)
        return Outcome(value, about=about)

    @staticmethod
    async def _asked(
        call: Call, mine: str, name: str, reference: str | None
    ) -> tuple[RoundActor | RequestActor, About, datetime, bool]:
        """What was asked, the object it belongs to, when the answer is due, and whether it is an exercise."""
        if reference is not None and is_request(reference):
            asked, request = (
                await request_actor(call.session, reference, mine),
                await request_of(call.session, reference),
            )
            if asked is None or request is None:
                raise Refusal("picture.no_request", reference=reference, actor=name)
            return asked, About(REQUEST, reference, "answer"), request.due_at, request.exercise
        named = await round_of(call.session, reference) if reference is not None else None
        if reference is not None and named is None:
            raise Refusal("picture.no_round", reference=reference)
        found = await open_round(call.session, exercise=named is not None and named.exercise)
        if found is None or (named is not None and found.id != named.id):
            raise Refusal("picture.none_open")
        row = await round_actor(call.session, found.id, mine)
        return row, About(ROUND, found.reference, "answer"), found.closes_at, found.exercise
