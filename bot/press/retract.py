"""Taking back what is out: at once, in a fixed wording, wherever somebody has it or may have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.chat.declare import Call
from bot.chat.outcome import About, Notice, Outcome
from bot.errors import Refusal
from bot.press.chain import chain_of, replaced_by
from bot.press.closing import close, settled
from bot.press.desk import MESSAGE, Desk
from bot.press.edition import edition_of
from bot.press.entries import channel
from bot.press.find import held
from bot.press.halt import cancel
from bot.press.job import Job
from bot.press.pictures import MessagePicture, picture_of
from bot.press.preparation import lay_channel, new_publication, prepare
from bot.press.publications import KEEP_TRYING, is_settled, laid, publication_of, released_of
from bot.press.publish import let_go
from bot.press.reach import Goal, had
from bot.press.revise_rules import owned
from bot.press.sight import answer_to, the_one
from bot.press.states import Step, may, move
from bot.press.tables import RemarkRow
from bot.press.values import Act, RemarkKind, State

RETRACTABLE: Final = frozenset({State.PUBLISHING, State.PARTLY, State.PUBLISHED, State.CORRECTED})


@dataclass(frozen=True)
class Reached:
    """What a retraction reaches: each channel's name, and how many of its addresses have it."""

    picture: MessagePicture
    channels: tuple[tuple[str, int], ...]

    @property
    def addresses(self) -> int:
        return sum(number for _, number in self.channels)


@dataclass(frozen=True)
class Retraction:
    """``reason``: in their own words, for those who work with the message and nobody else."""

    reached: Reached
    name: str
    reason: str | None


class RetractMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def reach(self, call: Call, reference: str | None, reason: str | None) -> Retraction:
        """What is asked about before it is done.

        Raises:
            Refusal: it is another actor's, nothing of it is out, or another has taken its place.
        """
        job = await self._job(call, reference)
        reached = await self._reached(job, await picture_of(call.session, job.snapshot, job.row, call.now))
        return Retraction(reached, call.caller.name, reason or None)

    async def __call__(self, call: Call, reference: str | None, reason: str | None) -> Outcome:
        """Stop what is on its way, and take back the rest, everything that it corrected with it.

        Raises:
            Refusal: as ``reach``.
        """
        job = await self._job(call, reference)
        session, row = job.session, job.row
        for one in await released_of(session, row):
            await cancel(job, one, "retracted")
            if await is_settled(session, one):
                await close(job, one)
        for message in [row, *await chain_of(session, row)]:
            before = await held(session, message.id)
            if may(State(before.state), Step.RETRACT):
                move(before, Step.RETRACT)
                before.ended_at, before.ended_by = job.now, call.caller.user_id
        row.give_up_at = job.now + KEEP_TRYING
        if reason:
            session.add(_kept(call, job, reason))
        fields = {"revision": row.revision, "exercise": row.exercise, "trust": call.caller.trust.value}
        await job.note_down("message.retract", fields, call.caller.user_id)
        made = await prepare(session, self._desk, row, Act.RETRACT, job.now)
        publication = await publication_of(session, row, Act.RETRACT)
        if publication is None:
            raise LookupError(row.reference)
        going = await let_go(job, publication, await laid(session, publication), made)
        teller = await job.teller()
        retracted = Retraction(await self._reached(job, teller.picture), call.caller.name, reason or None)
        notices = [
            *going,
            *await teller.card(),
            *await teller.note("message.retracted", {"retracted": retracted}, but=call.place.room_id),
            *await settled(job, publication),
        ]
        return Outcome(retracted, tuple(notices), About(MESSAGE, row.reference, "answer"), answer_to(call))

    async def _job(self, call: Call, reference: str | None) -> Job:
        row, _ = await the_one(call, reference, RETRACTABLE)
        job = await Job.on(call.session, self._desk, row, call.now)
        owned(call, job.snapshot, row)
        if not may(State(row.state), Step.RETRACT):
            raise Refusal("message.state", reference=row.reference, state=State(row.state), step=Step.RETRACT)
        if (after := await replaced_by(call.session, row)) is not None:
            raise Refusal("message.replaced", reference=row.reference, by=after.reference)
        return job

    async def _reached(self, job: Job, picture: MessagePicture) -> Reached:
        found = await had(job.session, job.row)
        names = {one: channel(job.snapshot, one) for one in found}
        return Reached(
            picture, tuple((entry.name if entry else one, len(found[one])) for one, entry in names.items())
        )


async def retract_at(job: Job, channel_id: str, address: str) -> list[Notice]:
    """At one address more: it came through there although it had been taken back."""
    session, row = job.session, job.row
    edition = await edition_of(session, job.snapshot, row, Act.RETRACT, job.now)
    publication = await publication_of(session, row, Act.RETRACT)
    if publication is None:
        publication = await new_publication(job, edition)
    entry = channel(job.snapshot, channel_id)
    goal = Goal(channel_id, entry, (address,)) if entry else Goal(channel_id, error="channel.gone")
    made = await lay_channel(job, edition, publication, goal)
    row.give_up_at = job.now + KEEP_TRYING
    going = await let_go(job, publication, await laid(session, publication), made)
    return [*going, *await settled(job, publication)]


def _kept(call: Call, job: Job, reason: str) -> RemarkRow:
    """Why, among the remarks of those who work with it."""
    return RemarkRow(
        message_id=job.row.id,
        revision=job.row.revision,
        person=call.caller.user_id,
        actor=job.row.owner,
        kind=RemarkKind.COMMENT,
        text=reason,
        at=job.now,
    )
