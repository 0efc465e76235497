"""A duty officer looks at the working version, and lets it go out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.actors.facts import person
from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.changed import hold_reports
from bot.situation.desk import REVIEW, Desk
from bot.situation.find_working import working
from bot.situation.gather import mark_of
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import PictureState, inputs_of, object_of
from bot.situation.publish import publish
from bot.situation.review import LOOKS, review_of, told_to_roc
from bot.situation.rounds import RoundState
from bot.situation.tables import RoundRow
from bot.store.audit import append


@dataclass(frozen=True)
class Approved:
    """``rooms``: how many it goes to now; None when it goes out at ``due_at``."""

    reference: str
    version: int
    due_at: datetime
    rooms: int | None = None


class ReviewPicture:
    """Shows the working version, and notes who looks at it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Raises Refusal as ``working`` does."""
        row, round_ = await working(call.session, reference)
        snapshot = await self._desk.snapshot(call.session)
        shown = await review_of(snapshot, row, round_, call.now)
        looked_by, reviewer = row.looked_by, row.reviewed_by
        other = looked_by not in {None, call.caller.user_id}
        if other and row.looked_at is not None and call.now - row.looked_at < LOOKS:
            shown = replace(shown, looked_by=_name(snapshot, looked_by), looked_at=row.looked_at)
        if row.state == PictureState.REVIEWED:
            shown = replace(shown, reviewed_by=_name(snapshot, reviewer), reviewed_at=row.reviewed_at)
        row.looked_by, row.looked_at = call.caller.user_id, call.now
        return Outcome(shown, about=_about(round_, row))


class PublishPicture:
    """Approves the working version: it goes out at its time, or at once when that has passed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Raises Refusal: ``picture.reviewed``, ``picture.changed_meanwhile``, or as ``working`` does."""
        session, now = call.session, call.now
        row, round_ = await working(session, reference)
        about = _about(round_, row)
        snapshot = await self._desk.snapshot(session)
        if row.state == PictureState.REVIEWED:
            refusal = Refusal(
                "picture.reviewed",
                reference=round_.reference,
                name=_name(snapshot, row.reviewed_by),
                at=row.reviewed_at,
                due_at=round_.due_at,
            )
            refusal.about = about
            raise refusal
        await hold_reports(session, inputs_of(row).reports)
        if row.compiled_at > call.incoming.origin_at or row.mark != await mark_of(session, snapshot, round_):
            # What the reviewer has seen is not what would go out.
            refusal = Refusal("picture.changed_meanwhile", reference=round_.reference, at=row.compiled_at)
            refusal.about = about
            raise refusal
        row.state, row.reviewed_by, row.reviewed_at = PictureState.REVIEWED, call.caller.user_id, now
        await session.flush()
        rooms = None
        if round_.state == RoundState.POSTED:
            rooms = await publish(session, self._desk, row, round_, now, held=False)
        value = Approved(round_.reference, row.version, max(round_.due_at, now), rooms)
        fields = {"approved": value, "name": call.caller.name}
        notices = await told_to_roc(session, self._desk, "picture.approved", fields, about)
        await append(
            session,
            at=now,
            actor=call.caller.user_id,
            action="picture.reviewed",
            object=object_of(round_.reference, row.version),
        )
        elsewhere = [one for one in notices if getattr(one.target, "room_id", None) != call.place.room_id]
        return Outcome(value, tuple(elsewhere), about=about)


def _about(round_: RoundRow, row: PictureRow) -> About:
    return About(REVIEW, object_of(round_.reference, row.version), "answer")


def _name(snapshot: Snapshot, user_id: str | None) -> str:
    found = person(snapshot, user_id) if user_id else None
    return found.name if found is not None else user_id or ""
