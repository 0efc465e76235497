"""``övning``: a round of its own for those who practise, apart from the real one in every row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bot.actors.facts import actor_room
from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.errors import Refusal
from bot.situation.asked import expected_actors
from bot.situation.desk import Desk
from bot.situation.entries import settings
from bot.situation.mode import mode_now
from bot.situation.names import names
from bot.situation.numbers import round_reference
from bot.situation.round_open import expect
from bot.situation.round_plan import times
from bot.situation.tables import RoundRow
from bot.situation.values import RoundState
from bot.store import audit

_SOONEST: Final = timedelta(minutes=5)
_LATEST: Final = timedelta(days=7)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class ExercisePlanned:
    reference: str
    actors: tuple[str, ...]
    opens_at: datetime
    closes_at: datetime
    due_at: datetime


class PlanExercise:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, due: datetime, actors: tuple[str, ...] | None) -> Outcome:
        """Plan it for these actors, or for those that have a room of their own.

        Raises:
            Refusal: the time will not do, there is one at that time, or nobody is asked.
        """
        session, desk = call.session, self._desk
        if due.second or due.microsecond:
            due = due.replace(second=0, microsecond=0) + _MINUTE
        if not call.now + _SOONEST <= due <= call.now + _LATEST:
            raise Refusal("picture.exercise_time", at=due)
        snapshot = await desk.snapshot(session)
        asked = actors or tuple(
            one for one in expected_actors(snapshot) if actor_room(snapshot, one) is not None
        )
        if not asked:
            raise Refusal("picture.exercise_nobody")
        local = due.astimezone(desk.zone)
        wall = f"{local:%Y-%m-%dT%H:%M}"
        there = select(RoundRow.reference).where(RoundRow.exercise, RoundRow.wall == wall)
        if (reference := await session.scalar(there)) is not None:
            raise Refusal("picture.exercise_there", reference=reference, at=due)
        opens, closes = times(settings(snapshot), due, call.now)
        row = RoundRow(
            reference=await round_reference(session, local),
            wall=wall,
            zone=desk.zone.key,
            due_at=due,
            opens_at=max(opens, call.now),
            closes_at=closes,
            mode=(await mode_now(session, exercise=True)).mode.value,
            exercise=True,
            state=RoundState.PLANNED,
        )
        session.add(row)
        await session.flush()
        await expect(session, row.id, asked)
        await audit.append(
            session,
            at=call.now,
            actor=call.caller.user_id,
            action="picture.exercise",
            object=row.reference,
            fields={"actors": len(asked)},
        )
        known = names(snapshot)
        asked_names = tuple(known.actor(one) for one in asked)
        return Outcome(ExercisePlanned(row.reference, asked_names, row.opens_at, closes, due))
