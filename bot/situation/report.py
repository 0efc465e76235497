"""Taking a report: stored once, told to those it is for, and counted in the round that is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call
from bot.chat.message import RoomClass, Trust
from bot.chat.outcome import Outcome, Undo
from bot.errors import Refusal
from bot.situation.coming import coming
from bot.situation.desk import Desk
from bot.situation.entries import PictureEntry, settings
from bot.situation.nothing import write_nothing
from bot.situation.numbers import report_reference
from bot.situation.report_notices import about, calls, cards
from bot.situation.report_refs import newest, written_reference
from bot.situation.report_rows import digests, same_words, told, values
from bot.situation.report_values import NewReport, Receipt
from bot.situation.reporters import own_actor
from bot.situation.requests import request_of
from bot.situation.round_refs import is_request
from bot.situation.rounds import counting_round, is_exercise
from bot.situation.tables import ReportRow
from bot.situation.values import Audience, ReportKind, ReportState
from bot.store.audit import append

ANSWER = "answer"
BACK = ("lägesbild", "återta")
"""The command that takes a report back."""


class TakeReport:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, new: NewReport, answers: str | None = None) -> Outcome:
        """Store it; the same message a second time finds the same report.

        ``answers``: the round or request that it replies to.

        Raises:
            Refusal: ``report.empty``, ``report.own_here`` for one that ROC is not to see, or what
                ``own_actor`` and ``same_event`` refuse.
        """
        session, snapshot = call.session, await self._desk.snapshot(call.session)
        actor = own_actor(call, snapshot, new.actor)
        if not new.parts and new.level is None:
            raise Refusal("report.empty")
        if new.audience is Audience.OWN and call.place.room_class is RoomClass.ROC:
            raise Refusal("report.own_here")
        first = select(ReportRow).where(
            ReportRow.event_id == call.incoming.event_id, ReportRow.kind == ReportKind.REPORT
        )
        if (before := await session.scalar(first.order_by(ReportRow.id).limit(1))) is not None:
            return await self._outcome(call, before, answers, told_of=False)
        exercise = new.exercise or await _of_exercise(session, answers)
        # the round, then the number, then the log: whoever says "inget" takes them in the same turn
        await counting_round(session, exercise=exercise)
        columns = values(new, actor, min(call.incoming.origin_at, call.now))
        marks = digests(session, actor.id, columns, timed=new.observed_at is not None)
        lately = call.now - _stands(settings(snapshot))
        again = await same_words(session, actor.id, marks, lately, exercise=exercise)
        if again is not None:
            return await self._again(call, again, answers)
        row = ReportRow(
            **columns,
            **written(call, call.now),
            reference=await report_reference(session, call.now.astimezone(self._desk.zone)),
            actor=actor.id,
            exercise=exercise,
            digest=marks[0],
            same_as_id=await self._same(call, new.same, actor.id, exercise=exercise),
        )
        session.add(row)
        await session.flush()
        outcome = await self._outcome(call, row, answers)
        await noted(session, row, "new", call)
        return outcome

    async def _outcome(
        self, call: Call, row: ReportRow, answers: str | None, *, told_of: bool = True
    ) -> Outcome:
        stands = await coming(call, row, ReportKind.REPORT, answers)
        if stands.missed is not None and stands.since is not None and row.reported_at <= stands.since:
            # it came in the second when the round closed: after it, so that the next picture has it
            row.reported_at = stands.since + timedelta(microseconds=1)
        found = await told(call.session, await self._desk.snapshot(call.session), row)
        notices = await cards(call.session, self._desk, found, call.place.room_id) if told_of else []
        undo = Undo(BACK, {"reference": row.reference}) if told_of else None
        answer = answers is not None and is_request(answers)
        receipt = Receipt(found, stands, called=calls(notices), answer=answer)
        return Outcome(receipt, tuple(notices), about(row.reference, ANSWER), undo=undo)

    async def _again(self, call: Call, row: ReportRow, answers: str | None) -> Outcome:
        """What is said already is still so: nothing new, and the round knows that somebody looked.

        The message is not about the report: an edit of it is a report of its own.
        """
        if row.published_at is not None:
            await write_nothing(call, row.actor, self._desk, exercise=row.exercise)
        stands = await coming(call, row, ReportKind.NOTHING, answers)
        found = await told(call.session, await self._desk.snapshot(call.session), row)
        return Outcome(Receipt(found, stands, again=True))

    async def _same(self, call: Call, text: str | None, actor: str, *, exercise: bool) -> int | None:
        if text is None:
            return None
        return await same_event(call.session, text, actor, self._local(call.now), exercise=exercise)

    def _local(self, now: datetime) -> datetime:
        return now.astimezone(self._desk.zone)


def _stands(entry: PictureEntry) -> timedelta:
    """So long the same words are no news; later the picture would forget those of before and lack these."""
    return max(entry.forget - entry.stale, timedelta())


async def same_event(session: AsyncSession, text: str, actor: str, local: datetime, *, exercise: bool) -> int:
    """The id of another actor's report about the same event, of the first that it names itself.

    Raises:
        Refusal: ``report.unknown``; ``report.same_own`` for a report of one's own actor.
    """
    named = ReportRow.reference == written_reference(text, local)
    row = await session.scalar(select(ReportRow).where(named, ReportRow.exercise == exercise))
    if row is None or (row.audience == Audience.OWN and row.actor != actor):
        raise Refusal("report.unknown", text=text[:40])
    row = await newest(session, row)
    if row.actor == actor:
        raise Refusal("report.same_own", reference=row.reference)
    return row.same_as_id or row.id


def written(call: Call, now: datetime) -> dict[str, Any]:
    """The columns that say where a report comes from."""
    return {
        "author": call.caller.user_id,
        "room_id": call.place.room_id,
        "event_id": call.incoming.event_id,
        "kind": ReportKind.REPORT.value,
        "state": ReportState.CURRENT.value,
        "reported_at": now,
        "flagged": call.caller.trust in {Trust.UNSIGNED, Trust.CHANGED},
    }


async def noted(session: AsyncSession, row: ReportRow, verb: str, call: Call, **more: str) -> None:
    """A row in the audit log: references and codes, nothing that was written."""
    await append(
        session,
        at=call.now,
        actor=call.caller.user_id,
        action=f"report.{verb}",
        object=row.reference,
        fields={
            "actor": row.actor,
            "audience": row.audience,
            "trust": call.caller.trust.value,
            **({"exercise": True} if row.exercise else {}),
            **more,
        },
    )


async def _of_exercise(session: AsyncSession, answers: str | None) -> bool:
    """What answers an exercise is part of it."""
    if answers is None:
        return False
    if is_request(answers):
        request = await request_of(session, answers)
        return request is not None and request.exercise
    return await is_exercise(session, answers)
