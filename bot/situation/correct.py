"""Putting right what is already out: a new version in every room, which names the old one and says why."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.situation.changed import different, renew, without
from bot.situation.compiled import Inputs
from bot.situation.desk import PICTURE, Desk
from bot.situation.find_working import posted
from bot.situation.freeze import to_json
from bot.situation.gather import gather_again, mark_of
from bot.situation.picture_tables import PictureRow, PostingRow
from bot.situation.pictures import PictureState, inputs_of, newest, object_of
from bot.situation.publish import OUT, publish
from bot.situation.tables import RoundRow
from bot.store.audit import append


@dataclass(frozen=True)
class Reach:
    """What a correction would do: ``reports`` are otherwise in it than in the version that is out."""

    reference: str
    version: int
    rooms: int
    reports: tuple[str, ...]


@dataclass(frozen=True)
class Corrected:
    reference: str
    version: int
    rooms: int


class CorrectPicture:
    """Posts the newest picture anew with its reports as they are now."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reach(self, call: Call, reference: str | None) -> Reach:
        """What is asked before it is done. Raises Refusal as ``posted`` does."""
        row, round_ = await posted(call.session, reference)
        before = inputs_of(row)
        after = await self._again(call, row, round_)
        rooms = select(func.count()).where(PostingRow.picture_id == row.id, PostingRow.state.in_(OUT))
        number = await call.session.scalar(rooms) or 0
        return Reach(round_.reference, row.version + 1, number, different(before.reports, after.reports))

    async def __call__(self, call: Call, reference: str | None, reason: str) -> Outcome:
        """Raises Refusal as ``posted`` does, or ``picture.no_reason``."""
        if not reason.strip():
            raise Refusal("picture.no_reason")
        session, now = call.session, call.now
        old, round_ = await posted(session, reference)
        # before the reports are read: one that is changed between the two is then seen as changed
        mark = await mark_of(session, await self._desk.snapshot(session), round_)
        inputs = await self._again(call, old, round_)
        last = await newest(session, round_.id, hold=True)
        if last is None or last.version == old.version:
            last = PictureRow(round_id=round_.id, version=old.version + 1, left_out=old.left_out)
            last.inputs, last.compiled_at = to_json(inputs), now
            session.add(last)
        else:
            await renew(session, last, inputs, now)
        last.state, last.reviewed_by, last.reviewed_at = PictureState.REVIEWED, call.caller.user_id, now
        last.reason, last.mark = reason.strip(), mark
        await session.flush()
        rooms = await publish(session, self._desk, last, round_, now, held=False)
        about = About(PICTURE, object_of(round_.reference, last.version), "answer")
        await append(
            session,
            at=now,
            actor=call.caller.user_id,
            action="picture.corrected",
            object=about.object_id,
        )
        return Outcome(Corrected(round_.reference, last.version, rooms), about=about)

    async def _again(self, call: Call, row: PictureRow, round_: RoundRow) -> Inputs:
        """Without what a duty officer has taken out since, of the version that is still reviewed."""
        snapshot = await self._desk.snapshot(call.session)
        found = await gather_again(call.session, snapshot, round_, inputs_of(row), call.now)
        last = await newest(call.session, round_.id) or row
        return without(found, last.left_out)
