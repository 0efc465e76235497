"""An organisation's yes to one revision, and taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.chat.declare import Call, Choice
from bot.chat.outcome import Outcome, Undo
from bot.errors import Refusal
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.find import meant
from bot.press.pictures import actor_name, person_name, revision_of
from bot.press.seats import stuck
from bot.press.sight import here
from bot.press.signed import void_of
from bot.press.signing import Altered, Ballot, Signed, ballot, without
from bot.press.states import Step
from bot.press.tables import SignOffRow
from bot.press.tell import writers_of
from bot.press.timing import ahead
from bot.press.values import State, Verdict, VoidWhy
from bot.press.weigh import WEIGHED, checked, weigh
from bot.press.who_signs import could_sign, stands_until, who_may
from bot.press.writers import writers
from bot.store.outbox import Priority

BACK: Final = ("budskap", "ångra")


class ApproveMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, revision: int, actor: str | None) -> Outcome:
        """The actor's yes to that revision, by the caller.

        Raises:
            Refusal: the caller wrote it or has approved for another actor, the actor has rejected it, the
                device is trusted no longer; of ``ballot``.
        """
        found = await ballot(call, self._desk, reference, revision, actor)
        if not found.standing.sound:
            told = await weigh(call.session, self._desk, found.row, call.now)
            return found.outcome(Altered(await found.picture()), told)
        await self._refuse(found)
        until, stands_in = await _until(found)
        before = found.before
        if before is not None and before.verdict == Verdict.APPROVED and not _gains(found, before, until):
            own = before.person == call.caller.user_id
            value = await _answer(found, before, repeated=True)
            return found.outcome(value, undo=_way_back(found) if own else None)
        await _refuse_second(found)
        await void_of(call.session, found.row, found.actor, call.now, VoidWhy.REPLACED)
        new = found.verdict(Verdict.APPROVED, expires_at=until)
        notices = await found.settle("message.approve", stand_in=stands_in)
        value = await _answer(found, new, stands_in=stands_in)
        return found.outcome(value, notices, undo=_way_back(found))

    async def _refuse(self, found: Ballot) -> None:
        call, row, before = found.call, found.row, found.before
        if call.caller.user_id in (wrote := await writers(call.session, row)):
            able = await who_may(call.session, found.snapshot, found.actor, call.now)
            raise Refusal(
                "sign.author",
                reference=row.reference,
                actor=found.name,
                others=not wrote.issuperset(able),
                stuck=await stuck(call.session, found.snapshot, row, call.now),
            )
        if before is not None and found.actor in found.standing.blocked:
            raise Refusal(
                "sign.rejected",
                reference=row.reference,
                revision=row.revision,
                actor=found.name,
                name=person_name(found.snapshot, before.person),
                at=before.at,
            )
        device = call.incoming.device_id
        if await self._desk.devices.trusted(call.session, call.caller.user_id, device) is False:
            raise Refusal("sign.device")


class WithdrawApproval:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, actor: str | None) -> Outcome:
        """The caller's own approval is taken back; the message is approved no longer, if it was.

        Raises:
            Refusal: it is on its way out, or the caller has approved nothing there; of ``meant``.
        """
        session, me = call.session, call.caller.user_id
        snapshot = await self._desk.snapshot(session)
        row, _ = await meant(call, reference, WEIGHED)
        if State(row.state) not in WEIGHED:
            raise Refusal("message.state", reference=row.reference, state=State(row.state), step=Step.LAPSE)
        standing = await checked(session, self._desk, snapshot, row, call.now)
        own = [one for one in standing.given_by(me) if actor in {None, one}]
        if not own:
            raise Refusal("sign.nothing", reference=row.reference, revision=row.revision)
        if len(own) > 1:
            offered = [Choice(one, actor_name(snapshot, one)) for one in own]
            raise Refusal("sign.for_whom", asks="actor", choices=offered)
        newest = await revision_of(session, row)
        found = Ballot(call, self._desk, snapshot, row, newest, standing, own[0])
        await void_of(session, row, own[0], call.now, VoidWhy.WITHDRAWN)
        stood = State(row.state)
        told = without(await found.settle("message.withdraw"), "message.lapsed")
        teller = await found.teller()
        fields = {"actor": found.name, "by": call.caller.name, "fell": State(row.state) is not stood}
        told += await teller.note(
            "message.withdrawn",
            fields,
            mention=writers_of(snapshot, row.owner),
            but=here(call),
            priority=Priority.PRESS,
        )
        return found.outcome(
            Signed(teller.picture, found.name, call.caller.name, left=await found.left()), told
        )


def _way_back(found: Ballot) -> Undo:
    """Of one's own yes that was said twice as well: what stands is taken back."""
    return Undo(BACK, {"reference": found.row.reference, "actor": found.actor})


async def _refuse_second(found: Ballot) -> None:
    """One person's yes is one actor's: for another, somebody else has to say theirs."""
    call, row, snapshot = found.call, found.row, found.snapshot
    given = found.standing.counts_for(call.caller.user_id)
    if given is None or given == found.actor:
        return
    others = await could_sign(call.session, snapshot, row, found.actor, call.now, standing=found.standing)
    raise Refusal(
        "sign.once",
        reference=row.reference,
        revision=row.revision,
        actor=found.name,
        given=actor_name(snapshot, given),
        others=bool(others),
    )


async def _until(found: Ballot) -> tuple[datetime, bool]:
    """How long an approval of now holds, and whether it is a stand-in's."""
    call = found.call
    until = call.now + settings(found.snapshot).approvals_last
    me = call.caller.user_id
    lent = await stands_until(call.session, found.snapshot, me, found.actor, call.now)
    return (until, False) if lent is None else (min(until, lent), True)


def _gains(found: Ballot, before: SignOffRow, until: datetime) -> bool:
    """True when the approval that is there will be too old for what a new one would hold for."""
    if before.expires_at is None or until <= before.expires_at:
        return False
    row, now = found.row, found.call.now
    if row.publish_at is not None and ahead(row, now) and before.expires_at <= row.publish_at < until:
        return True
    return before.expires_at <= now + max(settings(found.snapshot).reminders, default=timedelta())


async def _answer(
    found: Ballot, one: SignOffRow, *, repeated: bool = False, stands_in: bool = False
) -> Signed:
    row = found.row
    ends = one.expires_at
    return Signed(
        await found.picture(),
        found.name,
        person_name(found.snapshot, one.person) or one.person,
        repeated=repeated,
        at=one.at,
        until=ends,
        short=ends is not None and row.publish_at is not None and ends <= row.publish_at,
        stands_in=stands_in,
        left=await found.left(),
    )
