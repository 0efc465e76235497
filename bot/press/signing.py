"""What the verbs of signing share: the message and revision that are meant, and for whom somebody signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.declare import Call, Choice
from bot.chat.outcome import About, Notice, Outcome, Undo
from bot.errors import Refusal
from bot.press.content import Content
from bot.press.desk import MESSAGE, Desk
from bot.press.difference import changes
from bot.press.find import content_of, meant
from bot.press.named import names_in
from bot.press.pictures import MessagePicture, actor_name, person_name, picture_of, revision_of
from bot.press.sight import here
from bot.press.signed import Left, Standing, may_sign
from bot.press.states import Step
from bot.press.tables import MessageRow, RevisionRow, SignOffRow
from bot.press.tell import Teller
from bot.press.values import State, Verdict
from bot.press.weigh import WEIGHED, checked, weigh
from bot.register.section import Snapshot
from bot.store import audit

WAITING = frozenset({State.CIRCULATED})


@dataclass(frozen=True)
class Signed:
    """What came of a verdict.

    ``actor``: for whom. ``repeated``: it was said before, and nothing changed. ``until``: how long an
    approval holds. ``short``: that is before the time of publication. ``left``: names of who is to sign yet.
    """

    picture: MessagePicture
    actor: str
    by: str
    repeated: bool = False
    at: datetime | None = None
    until: datetime | None = None
    short: bool = False
    stands_in: bool = False
    left: Left | None = None
    blocks: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Altered:
    """The stored text is not what its hash was made of: nothing may be signed."""

    picture: MessagePicture


@dataclass(frozen=True)
class Ballot:
    """One message, held, and one actor that the caller speaks for."""

    call: Call
    desk: Desk
    snapshot: Snapshot
    row: MessageRow
    revision: RevisionRow
    standing: Standing
    actor: str

    @property
    def name(self) -> str:
        return actor_name(self.snapshot, self.actor)

    @property
    def before(self) -> SignOffRow | None:
        """What the actor has said of this revision."""
        return self.standing.verdicts.get(self.actor)

    def verdict(
        self, verdict: Verdict, *, expires_at: datetime | None = None, reason: str | None = None
    ) -> SignOffRow:
        """What the caller says for the actor, bound to this text."""
        call = self.call
        row = SignOffRow(
            message_id=self.row.id,
            revision=self.row.revision,
            hash=self.revision.hash,
            actor=self.actor,
            person=call.caller.user_id,
            device_id=call.incoming.device_id,
            verdict=verdict,
            reason=reason,
            at=call.now,
            expires_at=expires_at,
        )
        call.session.add(row)
        return row

    async def settle(self, action: str, **fields: object) -> list[Notice]:
        """Note it, and weigh; the cards are brought up to date whatever comes of it."""
        call, row = self.call, self.row
        await call.session.flush()
        await audit.append(
            call.session,
            at=call.now,
            actor=call.caller.user_id,
            action=action,
            object=row.reference,
            fields={
                "revision": row.revision,
                "hash": self.revision.hash,
                "actor": self.actor,
                "exercise": row.exercise,
                "trust": call.caller.trust.value,
                **fields,
            },
        )
        told = await weigh(call.session, self.desk, row, call.now, but=here(call))
        if any(one.status for one in told):
            return told
        return [*await (await self.teller()).card(), *told]

    async def teller(self) -> Teller:
        return Teller(self.call.session, self.desk, self.snapshot, self.row, await self.picture())

    async def picture(self) -> MessagePicture:
        return await picture_of(self.call.session, self.snapshot, self.row, self.call.now)

    async def left(self) -> Left:
        """By name, who is still to sign."""
        call = self.call
        standing = await checked(call.session, self.desk, self.snapshot, self.row, call.now)
        return by_name(self.snapshot, standing.left)

    def outcome(
        self, value: Signed | Altered, notices: Sequence[Notice] = (), undo: Undo | None = None
    ) -> Outcome:
        return Outcome(value, tuple(notices), About(MESSAGE, self.row.reference, "answer"), undo=undo)


def by_name(snapshot: Snapshot, left: Left) -> Left:
    each = tuple(actor_name(snapshot, one) for one in left.each)
    return Left(each, tuple(actor_name(snapshot, one) for one in left.some), left.number)


async def ballot(call: Call, desk: Desk, reference: str | None, revision: int, actor: str | None) -> Ballot:
    """What the caller may say of that revision, looked at under the message's lock.

    Raises:
        Refusal: it waits for no signature, it is another revision by now, or the caller has no say; of
            ``meant``.
    """
    session = call.session
    row, content = await meant(call, reference, WAITING)
    if State(row.state) not in WEIGHED:
        raise Refusal("message.state", reference=row.reference, state=State(row.state), step=Step.COMPLETE)
    if content is None:
        raise Refusal("message.erased", reference=row.reference)
    snapshot = await desk.snapshot(session)
    newest = await revision_of(session, row)
    if revision > row.revision or revision < 1:
        raise Refusal("sign.no_revision", reference=row.reference, given=revision, newest=row.revision)
    if revision < row.revision:
        raise await _old(call, snapshot, row, newest, revision)
    speaks_for = await _speaks_for(call, snapshot, row, content, actor)
    standing = await checked(session, desk, snapshot, row, call.now)
    return Ballot(call, desk, snapshot, row, newest, standing, speaks_for)


async def _old(call: Call, snapshot: Snapshot, row: MessageRow, newest: RevisionRow, given: int) -> Refusal:
    was, newest_one = await content_of(call.session, row, given), await content_of(call.session, row)
    return Refusal(
        "sign.old_revision",
        reference=row.reference,
        given=given,
        newest=row.revision,
        made_by=person_name(snapshot, newest.made_by),
        made_at=newest.made_at,
        changes=changes(was, newest_one),
        names=names_in(snapshot, was, newest_one),
        exercise=row.exercise,
    )


async def _speaks_for(
    call: Call, snapshot: Snapshot, row: MessageRow, content: Content, actor: str | None
) -> str:
    """The actor that the caller decides for here."""
    asked = content.quorum.signers
    names = tuple(actor_name(snapshot, one) for one in asked)
    fields = {"reference": row.reference, "actors": names}
    if actor is not None and actor not in asked:
        raise Refusal("sign.not_asked", **fields, actor=actor_name(snapshot, actor))
    me = call.caller.user_id
    able = [one for one in asked if await may_sign(call.session, snapshot, me, one, call.now)]
    if actor is not None:
        if actor not in able:
            raise Refusal("sign.not_for", **fields, actor=actor_name(snapshot, actor))
        return actor
    if not able:
        own = call.caller.organisation
        raise Refusal("sign.not_asked", **fields, actor=actor_name(snapshot, own) if own else None)
    if len(able) > 1:
        offered = [Choice(one, actor_name(snapshot, one)) for one in able]
        raise Refusal("sign.for_whom", asks="actor", choices=offered)
    return able[0]


def without(told: list[Notice], kind: str) -> list[Notice]:
    """What is said better by another notice is left out."""
    return [one for one in told if one.kind != kind]
