"""Who has signed the newest revision, and whether that is enough: where approvals are weighed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import has_role, person
from bot.chat.message import Role
from bot.press.content import Content
from bot.press.tables import MessageRow, RevisionRow, SignOffRow, StandInRow
from bot.press.values import Quorum, Verdict, VoidWhy
from bot.press.writers import writers
from bot.register.section import Snapshot

_NOBODY: Final = Quorum()


@dataclass(frozen=True)
class Left:
    """Whose approval is lacking: each of ``each``, and of ``some`` so many as ``number`` says."""

    each: tuple[str, ...]
    some: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class Standing:
    """``verdicts``: by actor, those of the newest revision that hold. ``lapsed``: those that do not, and why.

    The verdicts are in the order in which they were said.
    ``unsure``: the actors whose approval is there, but whose device nobody can judge yet: to be looked at
    again in a moment. ``sound``: the stored text is the one that its hash was made of.
    """

    quorum: Quorum
    verdicts: Mapping[str, SignOffRow]
    lapsed: tuple[tuple[SignOffRow, VoidWhy], ...]
    owner: str
    unsure: tuple[str, ...] = ()
    sound: bool = True

    @property
    def blocked(self) -> tuple[str, ...]:
        """The actors whose rejection stops it until there is a new revision."""
        no = [actor for actor, row in self.verdicts.items() if row.verdict == Verdict.REJECTED]
        return self.quorum.blocking(no)

    @property
    def missing(self) -> tuple[str, ...]:
        """Actors that must approve and have not; all of ``among`` while too few of them have."""
        yes = self.approved
        some = [one for one in self.quorum.among if one in yes]
        among = () if len(some) >= self.quorum.least else self.quorum.among
        wanted = dict.fromkeys((*self.quorum.required, *among))
        return tuple(one for one in wanted if one not in yes)

    @property
    def waited_for(self) -> tuple[str, ...]:
        """Actors whose approval would bring it further, and who have said nothing that holds."""
        wanted = self.missing
        if not wanted and not self.approved - {self.owner}:
            wanted = tuple(one for one in self.quorum.signers if one != self.owner)
        return tuple(one for one in wanted if one not in self.verdicts)

    @property
    def left(self) -> Left:
        """What is lacking, by actor; those who have said no already are not counted on."""
        wanted = self.waited_for
        each = tuple(one for one in wanted if one in self.quorum.required)
        some = tuple(one for one in wanted if one not in each)
        lacking = self.quorum.least - len([one for one in self.quorum.among if one in self.approved])
        return Left(each, some, min(len(some), max(lacking, 1)))

    @property
    def approved(self) -> frozenset[str]:
        return frozenset(one for one, row in self.verdicts.items() if row.verdict == Verdict.APPROVED)

    @property
    def complete(self) -> bool:
        """Every approval that is needed is there, one of them another organisation's, and nobody blocks."""
        if not self.sound or self.unsure or not self.quorum.signers:
            return False
        return not self.missing and not self.blocked and bool(self.approved - {self.owner})

    def counts_for(self, user_id: str) -> str | None:
        """The actor that this person has approved for: one human is one organisation's yes, never two's."""
        return next((actor for actor, row in self._yes() if row.person == user_id), None)

    def given_by(self, user_id: str) -> Sequence[str]:
        """The actors that this person has approved for; their device may be in doubt, and trusted again."""
        in_doubt = [(row.actor, row) for row, why in self.lapsed if why is VoidWhy.DEVICE]
        return [actor for actor, row in (*self._yes(), *in_doubt) if row.person == user_id]

    def once_each(self) -> Standing:
        """Of several approvals by one person the first counts; those for other actors hold no longer."""
        more = {actor: row for actor, row in self._yes() if self.counts_for(row.person) != actor}
        held = {actor: row for actor, row in self.verdicts.items() if actor not in more}
        lapsed = (*self.lapsed, *((row, VoidWhy.ELSEWHERE) for row in more.values()))
        return replace(self, verdicts=held, lapsed=lapsed)

    def _yes(self) -> Iterable[tuple[str, SignOffRow]]:
        return ((actor, row) for actor, row in self.verdicts.items() if row.verdict == Verdict.APPROVED)

    def short_of(self, at: datetime) -> tuple[str, ...]:
        """The actors whose approval will be too old at that time."""
        return tuple(
            actor
            for actor, row in self.verdicts.items()
            if row.verdict == Verdict.APPROVED and row.expires_at is not None and row.expires_at <= at
        )


async def living(
    session: AsyncSession, snapshot: Snapshot, row: MessageRow, content: Content | None, now: datetime
) -> Standing:
    """What each organisation has said last of the newest revision, as far as it holds now.

    An approval holds while it is young enough, its hash is the revision's, whoever gave it still may sign
    for the actor, and has approved for no other before. A rejection holds until there is a new revision,
    whatever becomes of its author.
    """
    return (await said_last(session, snapshot, row, content, now)).once_each()


async def said_last(
    session: AsyncSession, snapshot: Snapshot, row: MessageRow, content: Content | None, now: datetime
) -> Standing:
    """As ``living``, with all that one person has approved: for who looks at more before it is counted."""
    wanted = (
        select(SignOffRow)
        .join(
            RevisionRow,
            (RevisionRow.message_id == SignOffRow.message_id) & (RevisionRow.number == SignOffRow.revision),
        )
        .where(
            SignOffRow.message_id == row.id,
            SignOffRow.revision == row.revision,
            SignOffRow.hash == RevisionRow.hash,
            SignOffRow.voided_at.is_(None),
        )
        .order_by(SignOffRow.id)
    )
    found = (await session.scalars(wanted)).all()
    wrote = await writers(session, row) if found else frozenset[str]()
    said = [(one, await _lapse(session, snapshot, wrote, one, now)) for one in found]
    return standing_of(content.quorum if content else _NOBODY, said, row.owner)


def standing_of(quorum: Quorum, said: Iterable[tuple[SignOffRow, VoidWhy | None]], owner: str) -> Standing:
    """What it comes to, of all that was said of one revision in its order, and why it holds no longer."""
    verdicts: dict[str, SignOffRow] = {}
    lapsed: list[tuple[SignOffRow, VoidWhy]] = []
    for one, why in said:
        before = verdicts.get(one.actor)
        if one.actor not in quorum.signers:
            continue
        if before is not None and before.verdict == Verdict.REJECTED and quorum.blocking([one.actor]):
            continue  # what blocks is overcome by a new revision alone
        verdicts.pop(one.actor, None)
        if why is None:
            verdicts[one.actor] = one
        else:
            lapsed.append((one, why))
    return Standing(quorum, verdicts, tuple(lapsed), owner)


async def void(session: AsyncSession, row: MessageRow, now: datetime, why: str) -> tuple[str, ...]:
    """Void every approval and rejection of the message; the actors that had approved.

    ``why``: a ``VoidWhy``.
    """
    stood = (SignOffRow.message_id == row.id, SignOffRow.voided_at.is_(None))
    yes = await session.scalars(
        select(SignOffRow.actor).where(*stood, SignOffRow.verdict == Verdict.APPROVED).order_by(SignOffRow.id)
    )
    actors = tuple(dict.fromkeys(yes))
    await session.execute(update(SignOffRow).where(*stood).values(voided_at=now, void_why=why))
    return actors


async def void_of(session: AsyncSession, row: MessageRow, actor: str, now: datetime, why: VoidWhy) -> None:
    """Void all that the actor has said of the newest revision, also what holds no longer or is doubted."""
    stood = (
        SignOffRow.message_id == row.id,
        SignOffRow.revision == row.revision,
        SignOffRow.actor == actor,
        SignOffRow.voided_at.is_(None),
    )
    await session.execute(update(SignOffRow).where(*stood).values(voided_at=now, void_why=why))


async def rejected_by(session: AsyncSession, row: MessageRow) -> tuple[str, ...]:
    """The actors that have said no to the newest revision."""
    no = select(SignOffRow.actor).where(
        SignOffRow.message_id == row.id,
        SignOffRow.voided_at.is_(None),
        SignOffRow.verdict == Verdict.REJECTED,
    )
    return tuple(dict.fromkeys(await session.scalars(no.order_by(SignOffRow.id))))


async def may_sign(
    session: AsyncSession, snapshot: Snapshot, user_id: str, actor: str, now: datetime
) -> bool:
    """True for who approves for the actor by the register, and for a stand-in whose time is not over."""
    if person(snapshot, user_id) is None:
        return False
    if has_role(snapshot, user_id, Role.GODKANNARE, actor):
        return True
    return bool(await stand_ins(session, snapshot, now, actor=actor, user_id=user_id))


async def stand_ins(
    session: AsyncSession,
    snapshot: Snapshot,
    now: datetime,
    *,
    actor: str | None = None,
    user_id: str | None = None,
) -> tuple[StandInRow, ...]:
    """Those whose time is not over, for whom whoever has handed it on still has the role."""
    wanted = select(StandInRow).where(
        StandInRow.since <= now, StandInRow.until > now, StandInRow.ended_at.is_(None)
    )
    if actor is not None:
        wanted = wanted.where(StandInRow.actor == actor)
    if user_id is not None:
        wanted = wanted.where(StandInRow.person == user_id)
    found = await session.scalars(wanted.order_by(StandInRow.id))
    return tuple(
        one
        for one in found
        if person(snapshot, one.person) is not None
        and has_role(snapshot, one.made_by, Role.GODKANNARE, one.actor)
    )


async def _lapse(
    session: AsyncSession, snapshot: Snapshot, writers: Collection[str], one: SignOffRow, now: datetime
) -> VoidWhy | None:
    """Why an approval holds no longer; None while it does, and of a rejection always."""
    if one.verdict == Verdict.REJECTED:
        return None
    if one.expires_at is not None and one.expires_at <= now:
        return VoidWhy.EXPIRED
    if one.person in writers:
        return VoidWhy.AUTHOR
    return None if await may_sign(session, snapshot, one.person, one.actor, now) else VoidWhy.ROLE
