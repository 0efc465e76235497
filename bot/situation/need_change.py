"""Taking a need with a time, saying that it is met, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.chat.declare import Call
from bot.chat.message import Role
from bot.chat.outcome import About, Notice, Outcome
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.audience import Sight, audience_of
from bot.situation.desk import NEED, Desk
from bot.situation.need_tell import Teller
from bot.situation.needs import LIVING, NeedPicture, NeedStatus, meant, picture_of
from bot.situation.tables import NeedRow
from bot.store import audit

_CENTRE = frozenset({Role.ROC, Role.TIB})


@dataclass(frozen=True)
class NeedAnswer:
    """``moved``: the owner had it already and said another time."""

    picture: NeedPicture
    moved: bool = False


class ChangeNeed:
    """What the verbs share: the need that is meant, its row held, and who is told."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def _found(
        self, call: Call, reference: str | None, states: frozenset[NeedStatus]
    ) -> tuple[Snapshot, Sight, NeedRow]:
        snapshot = await self._desk.snapshot(call.session)
        sight = audience_of(call, snapshot)
        try:
            row = await meant(call, snapshot, sight, reference, states)
        except Refusal as refusal:
            raise refusal.told_to(sight.answer_to) from None
        if row.state not in LIVING:
            picture = picture_of(snapshot, row, call.now)
            raise Refusal("need.over", picture=picture).told_to(sight.answer_to)
        return snapshot, sight, row

    async def _done(self, call: Call, snapshot: Snapshot, row: NeedRow, action: str) -> Teller:
        await audit.append(
            call.session,
            at=call.now,
            actor=call.caller.user_id,
            action=action,
            object=row.reference,
            fields={"trust": call.caller.trust.value, "exercise": row.exercise},
        )
        picture = picture_of(snapshot, row, call.now)
        return Teller(call.session, self._desk, snapshot, row, picture)


class TakeNeed(ChangeNeed):
    async def __call__(self, call: Call, reference: str | None, due: datetime) -> Outcome:
        """Let the caller's actor have it, and say when it will be met; the owner says another time so too.

        Raises:
            Refusal: another actor has it, it is over, or the time has passed.
        """
        snapshot, sight, row = await self._found(call, reference, frozenset({NeedStatus.OPEN}))
        caller = call.caller
        moved = row.state == NeedStatus.TAKEN
        if moved and row.owner_actor != caller.organisation:
            picture = picture_of(snapshot, row, call.now)
            raise Refusal("need.taken", picture=picture).told_to(sight.answer_to)
        if due <= call.now:
            raise Refusal("need.past", at=due).told_to(sight.answer_to)
        row.state, row.owner, row.owner_actor = NeedStatus.TAKEN, caller.user_id, caller.organisation
        row.taken_at = row.taken_at or call.now
        row.due_at = row.late_at = row.remind_at = due
        teller = await self._done(call, snapshot, row, "need.move" if moved else "need.take")
        kind = "need.moved" if moved else "need.taken"
        notices = [
            *await teller.card(),
            *await teller.note(kind, but=call.place.room_id),
            *teller.raiser(kind, but=caller.user_id),
        ]
        return _outcome(NeedAnswer(teller.picture, moved), sight, notices)


class MeetNeed(ChangeNeed):
    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """It is met.

        Raises:
            Refusal: it is over already, or the caller neither has nor raised it, nor works at ROC.
        """
        snapshot, sight, row = await self._found(call, reference, LIVING)
        if not _may_meet(call, row):
            picture = picture_of(snapshot, row, call.now)
            raise Refusal("need.not_yours", picture=picture).told_to(sight.answer_to)
        return await self._end(call, snapshot, sight, row, NeedStatus.MET)

    async def _end(
        self, call: Call, snapshot: Snapshot, sight: Sight, row: NeedRow, status: NeedStatus
    ) -> Outcome:
        me = call.caller.user_id
        row.state, row.ended_by, row.ended_at, row.remind_at = status, me, call.now, None
        teller = await self._done(call, snapshot, row, f"need.{status.value}")
        notices = [
            *await teller.card(),
            *await teller.note("need.ended", but=call.place.room_id),
            *teller.raiser("need.ended", but=me),
        ]
        if row.owner != row.raised_by:
            notices += teller.owner("need.ended", but=me)
        return _outcome(NeedAnswer(teller.picture), sight, notices)


class WithdrawNeed(MeetNeed):
    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """It is not needed any more: only who raised it may say so.

        Raises:
            Refusal: it is over already, or somebody else's.
        """
        snapshot, sight, row = await self._found(call, reference, LIVING)
        if row.raised_by != call.caller.user_id:
            picture = picture_of(snapshot, row, call.now)
            raise Refusal("need.not_raised", picture=picture).told_to(sight.answer_to)
        return await self._end(call, snapshot, sight, row, NeedStatus.WITHDRAWN)


def _may_meet(call: Call, row: NeedRow) -> bool:
    caller = call.caller
    if _CENTRE & caller.roles.keys() or caller.user_id in {row.raised_by, row.owner}:
        return True
    ours = row.owner_actor is not None and row.owner_actor == caller.organisation
    return ours and Role.RAPPORTOR in caller.roles


def _outcome(answer: NeedAnswer, sight: Sight, notices: list[Notice]) -> Outcome:
    about = About(NEED, answer.picture.reference, "answer")
    return Outcome(answer, tuple(notices), about, answer_to=sight.answer_to)
