"""Trying again where a message has not come through, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.declare import Call
from bot.chat.outcome import About, Notice, Outcome
from bot.errors import Refusal
from bot.press.adapters import Edition
from bot.press.channel_kinds import adapters
from bot.press.closing import settled
from bot.press.desk import MESSAGE, Desk
from bot.press.edition import edition_of
from bot.press.entries import settings
from bot.press.job import Job
from bot.press.pictures import MessagePicture, channel_name
from bot.press.preparation import lay_channel
from bot.press.publications import STOPPED, Laid, PublicationState, act_of, laid, publication_of
from bot.press.publish import let_go
from bot.press.reach import Goal, goals
from bot.press.revise_rules import owned
from bot.press.sight import answer_to, the_one
from bot.press.spread import may_be_tried, repeats
from bot.press.tables import DeliveryRow, PublicationRow
from bot.press.values import Act, ChannelState, DeliveryState, State

_TRIED: Final = frozenset({State.PARTLY, State.RETRACTED})


@dataclass(frozen=True)
class TriedAgain:
    """``addresses``: how many are tried. ``unsure``: how many may have it, and are left."""

    picture: MessagePicture
    channels: tuple[str, ...]
    addresses: int
    unsure: int


class TryAgain:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Try what failed of the publication, or of the retraction.

        Raises:
            Refusal: it is another actor's, is on its way, was stopped there, was altered since, or nothing
                of it has failed.
        """
        row, _ = await the_one(call, reference, _TRIED)
        job = await Job.on(call.session, self._desk, row, call.now)
        owned(call, job.snapshot, row)
        publication = await self._publication(job)
        found = await laid(call.session, publication)
        if any(d.error == STOPPED for one in found for d in one.deliveries):
            raise Refusal("message.stopped_on_its_way", reference=row.reference)
        back = await self._back(job, publication, found)
        failed = {one.row.channel: _failed(one, publication, call.now) for one in found}
        number = sum(len(one) for one in (*failed.values(), *(goal.addresses for goal in back)))
        unsure = [d for one in found for d in one.deliveries if d.state == DeliveryState.UNKNOWN]
        left = len(unsure) - sum(d in unsure for one in failed.values() for d in one)
        if not number:
            code = "message.only_unsure" if left else "message.nothing_failed"
            raise Refusal(code, reference=row.reference)
        row.give_up_at = call.now + settings(job.snapshot).late
        publication.state, publication.told = PublicationState.RELEASED, False
        for one in found:
            await self._again(job, one, failed[one.row.channel])
        going = await self._lay(job, publication, back)
        fields = {"act": publication.act, "addresses": number, "trust": call.caller.trust.value}
        await job.note_down("message.again", fields, call.caller.user_id)
        told = await settled(job, publication)
        names = [one for one, tried in failed.items() if tried] + [goal.channel for goal in back]
        picture = (await job.teller()).picture
        again = TriedAgain(picture, tuple(channel_name(job.snapshot, one) for one in names), number, left)
        return Outcome(again, (*going, *told), About(MESSAGE, row.reference, "answer"), answer_to(call))

    async def _publication(self, job: Job) -> PublicationRow:
        row = job.row
        act = Act.RETRACT if row.state == State.RETRACTED else act_of(row)
        publication = await publication_of(job.session, row, act) if row.state in _TRIED else None
        if publication is None:
            raise Refusal("message.nothing_failed", reference=row.reference)
        if publication.state != PublicationState.DONE:
            raise Refusal("message.on_its_way", reference=row.reference)
        return publication

    async def _back(self, job: Job, publication: PublicationRow, found: Sequence[Laid]) -> tuple[Goal, ...]:
        """Channels that could have nothing then, and can now."""
        gone = {one.row.channel for one in found if not one.deliveries}
        if not gone:
            return ()
        edition = await self._edition(job, publication)
        if edition.hash != publication.hash:
            # what is stored is not what was signed and sent: no channel gets another text than the others
            raise Refusal("message.altered_since", reference=job.row.reference)
        open_now = await goals(job.session, self._desk, job.snapshot, job.row, edition)
        return tuple(one for one in open_now if one.channel in gone and one.entry is not None)

    async def _lay(self, job: Job, publication: PublicationRow, back: Sequence[Goal]) -> list[Notice]:
        if not back:
            return []
        edition = await self._edition(job, publication)
        made: list[Notice] = []
        for goal in back:
            made += await lay_channel(job, edition, publication, goal)
        return await let_go(job, publication, await laid(job.session, publication), made)

    async def _edition(self, job: Job, publication: PublicationRow) -> Edition:
        act = Act(publication.act)
        return await edition_of(job.session, job.snapshot, job.row, act, publication.due_at)

    async def _again(self, job: Job, one: Laid, tried: Sequence[DeliveryRow]) -> None:
        if one.kind is None or not tried:
            return
        for delivery in tried:
            delivery.state, delivery.error, delivery.settled_at = DeliveryState.RELEASED, None, None
        one.row.state = ChannelState.RELEASED
        give_up_at = job.row.give_up_at or job.now
        await adapters(self._desk)[one.kind].again(job.session, tried, job.now, give_up_at)
        await job.session.flush()


def _failed(one: Laid, publication: PublicationRow, now: datetime) -> list[DeliveryRow]:
    again = repeats(one.kind, publication, now)
    return [d for d in one.deliveries if may_be_tried(DeliveryState(d.state), again=again)]
