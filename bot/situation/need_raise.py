"""Raising a need: anyone may, ROC hears of it, and it is followed from then on until it is met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.actors.facts import actor
from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.chat.text import clean
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.desk import NEED, Desk
from bot.situation.entries import settings
from bot.situation.need_tell import Teller
from bot.situation.needs import NeedPicture, NeedStatus, living, picture_of
from bot.situation.numbers import next_number, numbered
from bot.situation.references import NEEDS
from bot.situation.tables import NeedRow
from bot.situation.values import Audience
from bot.store import audit


@dataclass(frozen=True)
class NewNeed:
    """``kommun`` is a code, ``tags`` are ids of themes."""

    words: str
    audience: Audience = Audience.ROC
    kommun: str | None = None
    tags: tuple[str, ...] = ()
    wanted_at: datetime | None = None
    exercise: bool = False


@dataclass(frozen=True)
class Raised:
    """``repeated``: the actor has raised the same before, and it is open still."""

    picture: NeedPicture
    reminds_at: datetime | None
    repeated: bool = False


class RaiseNeed:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, need: NewNeed) -> Outcome:
        """Note it for the caller's own actor.

        Raises:
            Refusal: nothing is said, it is wanted in the past, or the caller belongs to no actor.
        """
        session, caller = call.session, call.caller
        snapshot = await self._desk.snapshot(session)
        if caller.organisation is None or actor(snapshot, caller.organisation) is None:
            raise Refusal("need.no_actor")
        if not clean(need.words):
            raise Refusal("need.empty")
        if need.wanted_at is not None and need.wanted_at < call.now:
            raise Refusal("need.past", at=need.wanted_at)
        await next_number(session, NEED)  # held until the end: the same twice at once is one need
        if (same := await self._same(call, need)) is not None:
            return _answer(call, snapshot, same, repeated=True)
        row = await self._add(call, snapshot, need)
        teller = Teller(session, self._desk, snapshot, row, picture_of(snapshot, row, call.now))
        notices = await teller.card()
        outcome = _answer(call, snapshot, row)
        return Outcome(outcome.value, tuple(notices), outcome.about)

    async def _same(self, call: Call, need: NewNeed) -> NeedRow | None:
        words = clean(need.words).casefold()
        found = await living(call.session, exercise=need.exercise)
        own = (row for row in found if row.actor == call.caller.organisation and row.kommun == need.kommun)
        return next((row for row in own if clean(row.words or "").casefold() == words), None)

    async def _add(self, call: Call, snapshot: Snapshot, need: NewNeed) -> NeedRow:
        step = settings(snapshot).needs
        late = call.now + step
        row = NeedRow(
            reference=await numbered(call.session, NEEDS),
            actor=call.caller.organisation or "",
            raised_by=call.caller.user_id,
            raised_at=call.now,
            event_id=call.incoming.event_id,
            audience=need.audience,
            kommun=need.kommun,
            tags=list(need.tags),
            words=need.words,
            state=NeedStatus.OPEN,
            wanted_at=need.wanted_at,
            late_at=min(late, need.wanted_at or late),
            remind_at=call.now + step,
            exercise=need.exercise,
        )
        call.session.add(row)
        await call.session.flush()
        await audit.append(
            call.session,
            at=call.now,
            actor=row.raised_by,
            action="need.raise",
            object=row.reference,
            fields={"actor": row.actor, "exercise": row.exercise, "trust": call.caller.trust.value},
        )
        return row


def _answer(call: Call, snapshot: Snapshot, row: NeedRow, *, repeated: bool = False) -> Outcome:
    raised = Raised(picture_of(snapshot, row, call.now), row.remind_at, repeated)
    return Outcome(raised, about=About(NEED, row.reference, "answer"))
