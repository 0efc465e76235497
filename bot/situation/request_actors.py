"""``begär``: a question of ROC's to chosen actors, with a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.chat.declare import Call
from bot.chat.outcome import About, Notice, Outcome
from bot.errors import Refusal
from bot.situation.asked import contact
from bot.situation.desk import REQUEST, ROLL, Desk
from bot.situation.names import names
from bot.situation.numbers import numbered
from bot.situation.tables import RequestActor, RequestRow
from bot.store import audit

_SOONEST: Final = timedelta(minutes=2)
_LATEST: Final = timedelta(days=30)


@dataclass(frozen=True)
class RequestAsk:
    """What an actor is asked; ``actor`` by name."""

    reference: str
    actor: str
    words: str
    due_at: datetime
    exercise: bool


@dataclass(frozen=True)
class Requested:
    """``unreached``: nobody could be asked; both by name."""

    reference: str
    asked: tuple[str, ...]
    unreached: tuple[str, ...]
    due_at: datetime
    exercise: bool


@dataclass(frozen=True)
class Reaches:
    """Whom a request would go to, by name."""

    actors: tuple[str, ...]
    due_at: datetime


class RequestReports:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reach(self, call: Call, actors: tuple[str, ...], due: datetime) -> Reaches:
        """What it would do, without doing it.

        Raises:
            Refusal: the time will not do.
        """
        _timely(due, call.now)
        known = names(await self._desk.snapshot(call.session))
        return Reaches(tuple(known.actor(one) for one in actors), due)

    async def __call__(
        self, call: Call, actors: tuple[str, ...], words: str, due: datetime, *, exercise: bool
    ) -> Outcome:
        """Ask each of them, and keep a list of the answers in ROC.

        Raises:
            Refusal: the time will not do, or nobody can be asked.
        """
        _timely(due, call.now)
        session, snapshot = call.session, await self._desk.snapshot(call.session)
        known = names(snapshot)
        where = {one: await contact(session, self._desk, snapshot, one) for one in actors}
        if not any(where.values()):
            raise Refusal("picture.nobody_to_ask", actors=tuple(known.actor(one) for one in actors))
        row = RequestRow(
            reference=await numbered(session, "BG"),
            by=call.caller.user_id,
            at=call.now,
            due_at=due,
            words=words,
            exercise=exercise,
            roll_at=call.now,
        )
        session.add(row)
        await session.flush()
        notices: list[Notice] = []
        half = call.now + (due - call.now) / 2
        for actor, there in where.items():
            asked = call.now if there else None
            remind = half if there else None
            session.add(RequestActor(request_id=row.id, actor=actor, asked_at=asked, remind_at=remind))
            ask = RequestAsk(row.reference, known.actor(actor), words, due, exercise)
            about = About(REQUEST, row.reference, "ask")
            once = f"ask {row.reference} {actor}"
            notices += there.notices("picture.request", about, {"ask": ask}, once=once)
        await session.flush()
        fields = {"actors": len(actors)}
        await audit.append(
            session,
            at=call.now,
            actor=call.caller.user_id,
            action="picture.request",
            object=row.reference,
            fields=fields,
        )
        value = Requested(
            reference=row.reference,
            asked=tuple(known.actor(one) for one, there in where.items() if there),
            unreached=tuple(known.actor(one) for one, there in where.items() if not there),
            due_at=due,
            exercise=exercise,
        )
        return Outcome(value, tuple(notices), About(ROLL, row.reference, "answer"))


def _timely(due: datetime, now: datetime) -> None:
    if not now + _SOONEST <= due <= now + _LATEST:
        raise Refusal("picture.request_time", at=due)
