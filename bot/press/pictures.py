"""A message as it stands, with names in place of ids: what cards, answers and lists are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import actor, person
from bot.press.chain import replaced_by
from bot.press.content import Content, from_json
from bot.press.entries import channel
from bot.press.published import Published, published_of
from bot.press.signed import living
from bot.press.tables import MessageRow, RemarkRow, RevisionRow
from bot.press.values import RemarkKind, State, Verdict
from bot.register.section import Snapshot


@dataclass(frozen=True)
class Seat:
    """One organisation that has a say. ``verdict`` None: it has said nothing of this revision yet."""

    actor: str
    name: str
    required: bool
    veto: bool
    verdict: Verdict | None = None
    by: str | None = None
    at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class MessagePicture:
    """``content`` None: not to be said there, or erased. ``wanted``: approvals still lacking of ``least``."""

    reference: str
    state: State
    owner: str
    owner_id: str
    author: str
    revision: int
    hash: str
    made_by: str
    made_at: datetime
    title: str | None
    content: Content | None
    seats: tuple[Seat, ...]
    least: int
    complete: bool
    blocked: tuple[str, ...]
    """The organisations whose rejection blocks."""
    channels: tuple[str, ...]
    exercise: bool
    corrects: str | None = None
    sign_by: datetime | None = None
    publish_at: datetime | None = None
    embargo_until: datetime | None = None
    expires_at: datetime | None = None
    held_at: datetime | None = None
    held_by: str | None = None
    held_why: str | None = None
    published_at: datetime | None = None
    published: tuple[Published, ...] = ()
    replaced_by: str | None = None
    """The correction that has taken its place."""
    looking: tuple[str, ...] = ()
    """Who has said of this revision that they are looking at it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the actors that the content mentions."""

    @property
    def short_hash(self) -> str:
        """What people compare: the first twelve hex digits in fours."""
        return " ".join(self.hash[at : at + 4] for at in (0, 4, 8))


async def revision_of(session: AsyncSession, row: MessageRow, number: int | None = None) -> RevisionRow:
    """The newest revision, or the one of that number."""
    wanted = row.revision if number is None else number
    found = select(RevisionRow).where(RevisionRow.message_id == row.id, RevisionRow.number == wanted)
    return (await session.scalars(found)).one()


async def picture_of(
    session: AsyncSession, snapshot: Snapshot, row: MessageRow, now: datetime
) -> MessagePicture:
    """As it stands now, approvals weighed as they hold now."""
    revision = await revision_of(session, row)
    content = from_json(revision.content) if revision.content is not None else None
    standing = await living(session, snapshot, row, content, now)
    corrects = await session.get(MessageRow, row.corrects_id) if row.corrects_id is not None else None
    after = await replaced_by(session, row) if row.state == State.CORRECTED else None
    named = {*standing.quorum.signers, row.owner, *(content.informed if content else ())}
    if content is not None:
        named |= set(content.local)
    return MessagePicture(
        reference=row.reference,
        state=State(row.state),
        owner=actor_name(snapshot, row.owner),
        owner_id=row.owner,
        author=person_name(snapshot, row.author) or row.author,
        revision=row.revision,
        hash=revision.hash,
        made_by=person_name(snapshot, revision.made_by) or revision.made_by,
        made_at=revision.made_at,
        title=content.title if content else None,
        content=content,
        seats=tuple(
            Seat(
                actor=one,
                name=actor_name(snapshot, one),
                required=one in standing.quorum.required,
                veto=one in standing.quorum.veto,
                verdict=Verdict(found.verdict) if found else None,
                by=person_name(snapshot, found.person) if found else None,
                at=found.at if found else None,
                reason=found.reason if found else None,
            )
            for one, found in ((one, standing.verdicts.get(one)) for one in standing.quorum.signers)
        ),
        least=standing.quorum.least,
        complete=standing.complete,
        blocked=tuple(actor_name(snapshot, one) for one in standing.blocked),
        channels=tuple(channel_name(snapshot, one) for one in (content.channels if content else ())),
        exercise=row.exercise,
        corrects=corrects.reference if corrects else None,
        sign_by=row.sign_by,
        publish_at=row.publish_at,
        embargo_until=content.embargo_until if content else None,
        expires_at=content.expires_at if content else None,
        held_at=row.held_at,
        held_by=person_name(snapshot, row.held_by),
        held_why=row.held_why,
        published_at=row.published_at,
        published=await published_of(session, row),
        replaced_by=after.reference if after else None,
        looking=await _looking(session, snapshot, row),
        names={one: actor_name(snapshot, one) for one in sorted(named)},
    )


async def _looking(session: AsyncSession, snapshot: Snapshot, row: MessageRow) -> tuple[str, ...]:
    found = await session.scalars(
        select(RemarkRow.person)
        .where(
            RemarkRow.message_id == row.id,
            RemarkRow.revision == row.revision,
            RemarkRow.kind == RemarkKind.LOOKING,
        )
        .order_by(RemarkRow.id)
    )
    return tuple(dict.fromkeys(person_name(snapshot, one) or one for one in found))


def actor_name(snapshot: Snapshot, actor_id: str) -> str:
    found = actor(snapshot, actor_id)
    return found.name if found else actor_id


def person_name(snapshot: Snapshot, user_id: str | None) -> str | None:
    found = person(snapshot, user_id) if user_id else None
    return found.name if found else user_id


def channel_name(snapshot: Snapshot, channel_id: str) -> str:
    found = channel(snapshot, channel_id)
    return found.name if found else channel_id
