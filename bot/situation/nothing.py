"""``inget``: somebody has looked, and there is nothing new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call
from bot.chat.message import Trust
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.situation.desk import REQUEST, ROUND, Desk
from bot.situation.names import names
from bot.situation.numbers import report_reference
from bot.situation.requests import request_actor, request_of
from bot.situation.round_refs import is_request
from bot.situation.rounds import answered, counting_round, round_actor, round_of
from bot.situation.speaking import speaks_for
from bot.situation.tables import ReportRow
from bot.situation.values import Audience, Confidence, ReportKind, ReportState
from bot.store import audit


@dataclass(frozen=True)
class NothingNoted:
    """``round``: where it counts; None in a register without rounds, and in an answer to a request.

    ``instead``: the round that was answered, when it had closed. ``before``: noted already, and when.
    """

    actor: str
    at: datetime
    exercise: bool
    round: str | None = None
    instead: str | None = None
    request: str | None = None
    before: datetime | None = None
    reported: bool = False
    """The actor has reported in this round already, and that stands."""


class NothingNew:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, actor: str | None, reference: str | None) -> Outcome:
        """Note it for the caller's actor: in the round, or as the answer to a directed request.

        Raises:
            Refusal: it is another's actor, or there is no such round or request.
        """
        snapshot = await self._desk.snapshot(call.session)
        mine = speaks_for(call, snapshot, actor)
        name = names(snapshot).actor(mine)
        if reference is not None and is_request(reference):
            return await self._request(call, mine, name, reference)
        return await self._round(call, mine, name, reference)

    async def _request(self, call: Call, mine: str, name: str, reference: str) -> Outcome:
        row = await request_actor(call.session, reference, mine)
        if row is None:
            raise Refusal("picture.no_request", reference=reference, actor=name)
        before = row.answered_at
        await answered(call.session, mine, ReportKind.NOTHING, call.now, request=reference)
        await self._audit(call, reference)
        request = await request_of(call.session, reference)
        exercise = request is not None and request.exercise
        value = NothingNoted(name, call.now, exercise=exercise, request=reference, before=before)
        return Outcome(value, about=About(REQUEST, reference, "answer"))

    async def _round(self, call: Call, mine: str, name: str, reference: str | None) -> Outcome:
        asked = await round_of(call.session, reference) if reference is not None else None
        if reference is not None and asked is None:
            raise Refusal("picture.no_round", reference=reference)
        exercise = asked is not None and asked.exercise
        found = await counting_round(call.session, exercise=exercise)
        row = await round_actor(call.session, found.id, mine) if found is not None else None
        before = row.answered_at if row is not None and row.answer == ReportKind.NOTHING else None
        reported = row is not None and row.answer == ReportKind.REPORT
        if before is None:
            await write_nothing(call, mine, self._desk, exercise=exercise)
            await answered(call.session, mine, ReportKind.NOTHING, call.now, exercise=exercise)
        where = found.reference if found is not None else None
        await self._audit(call, where or mine)
        value = NothingNoted(
            actor=name,
            at=call.now,
            exercise=exercise,
            round=where,
            instead=asked.reference if asked is not None and asked.reference != where else None,
            before=before,
            reported=reported,
        )
        return Outcome(value, about=About(ROUND, where, "answer") if where is not None else None)

    @staticmethod
    async def _audit(call: Call, about: str) -> None:
        await audit.append(
            call.session,
            at=call.now,
            actor=call.caller.user_id,
            action="picture.nothing",
            object=about,
            fields={"trust": call.caller.trust.value},
        )


async def write_nothing(call: Call, actor: str, desk: Desk, *, exercise: bool) -> None:
    """A report without words: every version counts it, for it tells nothing but that somebody looked."""
    session: AsyncSession = call.session
    local = call.now.astimezone(desk.zone)
    session.add(
        ReportRow(
            reference=await report_reference(session, local),
            actor=actor,
            author=call.caller.user_id,
            room_id=call.place.room_id,
            event_id=call.incoming.event_id,
            kind=ReportKind.NOTHING,
            state=ReportState.CURRENT,
            audience=Audience.SSR,
            observed_at=call.now,
            reported_at=call.now,
            confidence=Confidence.CONFIRMED,
            exercise=exercise,
            kommuner=[],
            tags=[],
            digest="",
            flagged=call.caller.trust is not Trust.SIGNED,
        )
    )
    await session.flush()
