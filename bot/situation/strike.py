"""Leaving what somebody wrote out of a picture that is reviewed, with a reason that is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.situation.changed import references, renew, without
from bot.situation.desk import REVIEW, Desk
from bot.situation.find_working import working
from bot.situation.pictures import PictureState, inputs_of, object_of
from bot.situation.review import review_of, told_to_roc
from bot.store.audit import append


@dataclass(frozen=True)
class Struck:
    """``void``: the picture had been approved, and has to be approved again."""

    reference: str
    report: str
    void: bool


class StrikeReport:
    """Takes the words and level of a report out of the working version, or the words of a need or the mode.

    What was written stays where it is.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, report: str, reason: str, reference: str | None = None) -> Outcome:
        """Raises Refusal: ``picture.no_such_report``, ``picture.struck``, or as ``working`` does."""
        session = call.session
        row, round_ = await working(session, reference)
        inputs, wanted = inputs_of(row), report.strip().upper()
        if wanted not in references(inputs):
            raise Refusal("picture.no_such_report", report=wanted, reference=round_.reference)
        if any(one["reference"] == wanted for one in row.left_out or ()):
            raise Refusal("picture.struck", report=wanted, reference=round_.reference)
        struck = [*(row.left_out or ()), _entry(wanted, call.caller.user_id, reason, call.now)]
        void = row.state == PictureState.REVIEWED
        row.left_out = struck
        await renew(session, row, without(inputs, struck), call.now)
        about = About(REVIEW, object_of(round_.reference, row.version), "answer")
        await append(
            session,
            at=call.now,
            actor=call.caller.user_id,
            action="picture.struck",
            object=about.object_id,
            fields={"report": wanted},
        )
        snapshot = await self._desk.snapshot(session)
        fields = {"review": await review_of(snapshot, row, round_, call.now)}
        shown = replace(about, purpose="review")
        notices = await told_to_roc(
            session, self._desk, "picture.review", fields, shown, instead="picture.review_apart", status=True
        )
        return Outcome(Struck(round_.reference, wanted, void), tuple(notices), about=about)


def _entry(report: str, by: str, reason: str, at: datetime) -> dict[str, str]:
    return {"reference": report, "by": by, "reason": reason.strip(), "at": at.isoformat()}
