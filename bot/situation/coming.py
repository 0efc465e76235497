"""The picture in which a report will stand, and the round that hears of it."""

from __future__ import annotations

from bot.chat.declare import Call
from bot.situation.report_values import Coming
from bot.situation.round_refs import is_request
from bot.situation.rounds import RoundState, answered, current_round
from bot.situation.tables import ReportRow
from bot.situation.values import ReportKind


async def coming(call: Call, row: ReportRow, kind: ReportKind, answers: str | None = None) -> Coming:
    """Tell the round that the actor has answered; the round is held, so that what is said here stays true.

    ``answers``: the round or request that was replied to. A correction is taken up until the posting, also by
    a round that has closed.
    """
    request = answers if answers is not None and is_request(answers) else None
    found = await answered(
        call.session,
        row.actor,
        kind,
        call.now,
        exercise=row.exercise,
        request=request,
        report_id=row.id,
    )
    if found is None:
        return Coming()
    begun = await current_round(call.session, exercise=row.exercise)
    if begun is None or begun.id == found.id or begun.state != RoundState.CLOSED:
        return Coming(found.reference, found.due_at)
    if row.corrects_id is not None:
        return Coming(begun.reference, begun.due_at)
    return Coming(found.reference, found.due_at, missed=begun.reference, since=begun.closed_at)
