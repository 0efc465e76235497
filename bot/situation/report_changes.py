"""A report changed or taken back: in place until a picture with it is out, afterwards as a new version."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import select

from bot.chat.declare import Call
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.errors import Refusal
from bot.situation.coming import coming
from bot.situation.desk import Desk
from bot.situation.numbers import report_reference
from bot.situation.reading import to_report
from bot.situation.report import ANSWER, TakeReport, noted, same_event, written
from bot.situation.report_notices import about, calls, cards, urgent_now
from bot.situation.report_refs import own_report
from bot.situation.report_rows import digests, told, values
from bot.situation.report_values import Coming, NewReport, Receipt
from bot.situation.reporters import own_actor
from bot.situation.rounds import counting_round
from bot.situation.tables import ReportRow
from bot.situation.taken_back import taken_back
from bot.situation.values import Audience, ReportKind, ReportState

GONE: Final = frozenset({"-", "–", "utgår"})
"""What is written for a part that no longer holds."""


class ChangeReport:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def revise(self, call: Call, new: NewReport) -> Outcome:
        """The message was edited: all of the report is as it now reads.

        Raises:
            Refusal: ``report.published``, ``report.replaced`` or ``report.withdrawn``; what a new one meets.
        """
        row = await self._of_message(call)
        if row is None:
            # it led to nothing when it said what one before it says; now it may say something new
            first = replace(call.incoming, event_id=call.incoming.relates_to or call.incoming.event_id)
            return await TakeReport(self._desk)(replace(call, incoming=first), new)
        if not new.parts and new.level is None:
            raise Refusal("report.empty")
        _check(row, published="report.published")
        return await self._in_place(call, row, replace(new, audience=new.audience or _no_wider(row)))

    async def correct(self, call: Call, reference: str, new: NewReport) -> Outcome:
        """What is written takes the place of what stood; what is not, stands.

        Raises:
            Refusal: ``report.unknown``, ``report.withdrawn``, ``report.other_actor`` or ``report.no_change``.
        """
        row = await own_report(call.session, reference, _held(call), call.now.astimezone(self._desk.zone))
        _check(row)
        if new == NewReport(parts={}):
            raise Refusal("report.no_change", reference=row.reference)
        merged = _merged(row, new)
        if not merged.parts and merged.level is None:
            raise Refusal("report.empty")
        if row.published_at is None:
            return await self._in_place(call, row, merged, same=row.same_as_id)
        return await self._new_version(call, row, merged)

    async def withdraw(self, call: Call, reference: str) -> Outcome:
        """It no longer holds, and stands in no picture from now on; what it said is kept.

        Raises:
            Refusal: ``report.unknown`` or ``report.withdrawn``.
        """
        row = await own_report(call.session, reference, _held(call), call.now.astimezone(self._desk.zone))
        _check(row)
        return await self._withdrawn(call, row)

    async def retract(self, call: Call) -> Outcome:
        """The message was removed by its author: so is what it said.

        Raises:
            Refusal: ``report.led_to_none``, ``report.published``, ``report.replaced`` or
                ``report.withdrawn``.
        """
        row = await self._of_message(call)
        if row is None:
            raise Refusal("report.led_to_none")
        _check(row, published="report.published")
        row.words = None
        return await self._withdrawn(call, row)

    async def _withdrawn(self, call: Call, row: ReportRow) -> Outcome:
        row.state, row.changed_at = ReportState.WITHDRAWN.value, call.now
        await call.session.flush()
        await taken_back(call.session, await self._desk.snapshot(call.session), row, call.now)
        await noted(call.session, row, "withdrawn", call)
        return await self._outcome(call, row)

    async def _in_place(
        self, call: Call, row: ReportRow, new: NewReport, *, same: int | None = None
    ) -> Outcome:
        snapshot = await self._desk.snapshot(call.session)
        actor = own_actor(call, snapshot, row.actor)
        if new.actor not in {None, row.actor}:
            raise Refusal("report.other_actor", reference=row.reference, actor=actor.name)
        called = row.urgent and row.audience != Audience.OWN
        # looked up before anything is set: whoever is refused is told that nothing has changed
        same_as = await self._same(call, row, new) if new.same else same
        columns = values(new, actor, row.observed_at)
        for name, value in columns.items():
            setattr(row, name, value)
        row.digest = digests(call.session, row.actor, columns, timed=new.observed_at is not None)[0]
        row.same_as_id = same_as
        row.flagged = row.flagged or written(call, call.now)["flagged"]
        row.changed_at = call.now
        await call.session.flush()
        await noted(call.session, row, "changed", call)
        return await self._outcome(call, row, urgent=not called)

    async def _new_version(self, call: Call, old: ReportRow, new: NewReport) -> Outcome:
        session, snapshot = call.session, await self._desk.snapshot(call.session)
        actor = own_actor(call, snapshot, old.actor)
        columns = values(new, actor, old.observed_at)
        await counting_round(session, exercise=old.exercise)
        row = ReportRow(
            **columns,
            **written(call, call.now),
            reference=await report_reference(session, call.now.astimezone(self._desk.zone)),
            actor=old.actor,
            exercise=old.exercise,
            digest=digests(session, old.actor, columns, timed=True)[0],
            corrects_id=old.id,
            same_as_id=await self._same(call, old, new) if new.same else old.same_as_id,
        )
        session.add(row)
        old.state, old.changed_at = ReportState.REPLACED.value, call.now
        await session.flush()
        stands = await coming(call, row, ReportKind.REPORT)
        await noted(session, row, "corrected", call, corrects=old.reference)
        before, now = await told(session, snapshot, old), await told(session, snapshot, row)
        notices = await cards(session, self._desk, before, call.place.room_id)
        notices += await cards(session, self._desk, now, call.place.room_id, calling=not old.urgent)
        receipt = Receipt(now, stands, called=calls(notices), corrects=old.reference)
        return Outcome(receipt, tuple(notices), about(row.reference, ANSWER))

    async def _same(self, call: Call, row: ReportRow, new: NewReport) -> int | None:
        local = call.now.astimezone(self._desk.zone)
        return await same_event(call.session, new.same or "", row.actor, local, exercise=row.exercise)

    async def _outcome(self, call: Call, row: ReportRow, *, urgent: bool = False) -> Outcome:
        snapshot = await self._desk.snapshot(call.session)
        found = await told(call.session, snapshot, row)
        notices = await cards(call.session, self._desk, found, call.place.room_id)
        if urgent:
            notices += urgent_now(found, notices)
        receipt = Receipt(found, Coming(), changed=True, called=calls(notices))
        return Outcome(receipt, tuple(notices), about(row.reference, ANSWER))

    async def _of_message(self, call: Call) -> ReportRow | None:
        """The report that the changed message was, held; nobody changes another's message."""
        held = select(ReportRow).where(
            ReportRow.event_id == call.incoming.relates_to,
            ReportRow.author == call.caller.user_id,
            ReportRow.kind == ReportKind.REPORT,
        )
        newest = held.order_by(ReportRow.id.desc()).limit(1).with_for_update()
        row: ReportRow | None = await call.session.scalar(newest.execution_options(populate_existing=True))
        return row


def _check(row: ReportRow, published: str | None = None) -> None:
    if row.state == ReportState.WITHDRAWN:
        raise Refusal("report.withdrawn", reference=row.reference)
    if row.state == ReportState.REPLACED:
        raise Refusal("report.replaced", reference=row.reference)
    if published and row.published_at is not None:
        raise Refusal(published, reference=row.reference)


def _no_wider(row: ReportRow) -> Audience | None:
    """Nobody widens a report of their actor's own by leaving out for whom it is."""
    return Audience.OWN if row.audience == Audience.OWN else None


def _held(call: Call) -> frozenset[str]:
    return call.caller.roles.get(Role.RAPPORTOR, frozenset())


def _merged(row: ReportRow, new: NewReport) -> NewReport:
    old = to_report(row)
    parts = {**old.parts, **new.parts}
    return replace(
        new,
        parts={part: words for part, words in parts.items() if words.strip().lower() not in GONE},
        kommuner=old.kommuner if new.kommuner is None else new.kommuner,
        observed_at=new.observed_at or old.observed_at,
        level=old.level if new.level is None else new.level,
        trend=new.trend or old.trend,
        confidence=new.confidence or old.confidence,
        source=new.source or old.source,
        audience=new.audience or old.audience,
        tags=new.tags or old.tags,
        urgent=old.urgent if new.urgent is None else new.urgent,
    )
