"""Needs: what is open, who has it, and which of them somebody means."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person
from bot.chat.declare import Call, Choice
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.audience import Sight
from bot.situation.compiled import NeedState
from bot.situation.names import names
from bot.situation.references import NEEDS, is_latest, numbered_reference
from bot.situation.tables import NeedRow
from bot.situation.values import Audience

_OFFERED = 9


class NeedStatus(StrEnum):
    """OPEN: nobody has it. MET and WITHDRAWN are over."""

    OPEN = "open"
    TAKEN = "taken"
    MET = "met"
    WITHDRAWN = "withdrawn"


LIVING = frozenset({NeedStatus.OPEN, NeedStatus.TAKEN})


@dataclass(frozen=True)
class NeedPicture:
    """A need as it stands, with names in place of ids and codes. ``words`` None: not to be said there."""

    reference: str
    status: NeedStatus
    actor: str
    raised_by: str
    raised_at: datetime
    audience: Audience
    words: str | None
    kommun: str | None = None
    tags: tuple[str, ...] = ()
    wanted_at: datetime | None = None
    owner: str | None = None
    owner_actor: str | None = None
    due_at: datetime | None = None
    late: bool = False
    ended_by: str | None = None
    ended_at: datetime | None = None
    exercise: bool = False


async def needs_now(session: AsyncSession, now: datetime, *, exercise: bool = False) -> tuple[NeedState, ...]:
    """What is open or taken, of every audience, in the order in which it was raised."""
    return tuple(_state(row, now) for row in await living(session, exercise=exercise))


async def living(session: AsyncSession, *, exercise: bool | None = None) -> list[NeedRow]:
    """``exercise`` None: real ones and exercises."""
    query = select(NeedRow).where(NeedRow.state.in_(sorted(LIVING))).order_by(NeedRow.id)
    if exercise is not None:
        query = query.where(NeedRow.exercise == exercise)
    return list(await session.scalars(query))


def is_late(row: NeedRow, now: datetime) -> bool:
    return row.state in LIVING and row.late_at is not None and row.late_at <= now


def picture_of(snapshot: Snapshot, row: NeedRow, now: datetime) -> NeedPicture:
    known = names(snapshot)
    return NeedPicture(
        reference=row.reference,
        status=NeedStatus(row.state),
        actor=known.actor(row.actor),
        raised_by=_name(snapshot, row.raised_by) or "",
        raised_at=row.raised_at,
        audience=Audience(row.audience),
        words=row.words,
        kommun=known.kommuner.get(row.kommun, row.kommun) if row.kommun else None,
        tags=tuple(known.themes.get(tag, tag) for tag in row.tags),
        wanted_at=row.wanted_at,
        owner=_name(snapshot, row.owner),
        owner_actor=known.actor(row.owner_actor) if row.owner_actor else None,
        due_at=row.due_at,
        late=is_late(row, now),
        ended_by=_name(snapshot, row.ended_by),
        ended_at=row.ended_at,
        exercise=row.exercise,
    )


def may_see(row: NeedRow, sight: Sight) -> bool:
    """Whoever has promised to see to it sees it too, whatever its audience."""
    own = row.owner_actor is not None and row.owner_actor == sight.actor
    return own or sight.sees(row.actor, Audience(row.audience))


async def meant(
    call: Call, snapshot: Snapshot, sight: Sight, reference: str | None, states: Collection[NeedStatus]
) -> NeedRow:
    """The need that somebody speaks of: the one they name, else the only one in those states they see.

    It is held until this transaction ends, and as it stands now.

    Raises:
        Refusal: there is none that they may see here, or several and it asks which.
    """
    session = call.session
    if reference is not None:
        return await _held(session, await _named(session, sight, reference))
    found = [row for row in await living(session) if row.state in states and may_see(row, sight)]
    if not found:
        raise Refusal("need.none")
    if len(found) > 1:
        shown = [picture_of(snapshot, row, call.now) for row in found[-_OFFERED:]]
        choices = [Choice(one.reference, one.reference) for one in shown]
        raise Refusal("need.which", asks="reference", choices=choices, pictures=shown)
    return await _held(session, found[0])


async def need_by(session: AsyncSession, reference: str) -> NeedRow | None:
    found: NeedRow | None = await session.scalar(select(NeedRow).where(NeedRow.reference == reference))
    return found


async def _named(session: AsyncSession, sight: Sight, text: str) -> NeedRow:
    if is_latest(text):
        newest = await session.scalars(select(NeedRow).order_by(NeedRow.id.desc()).limit(100))
        row = next((one for one in newest if may_see(one, sight)), None)
    elif (reference := numbered_reference(NEEDS, text)) is None:
        raise Refusal("need.reference", text=text[:40])
    else:
        row = await need_by(session, reference)
    if row is None or not may_see(row, sight):
        raise Refusal("need.unknown", text=text[:40])
    return row


async def _held(session: AsyncSession, row: NeedRow) -> NeedRow:
    held = select(NeedRow).where(NeedRow.id == row.id).with_for_update()
    return (await session.scalars(held.execution_options(populate_existing=True))).one()


def _state(row: NeedRow, now: datetime) -> NeedState:
    return NeedState(
        reference=row.reference,
        actor=row.actor,
        audience=Audience(row.audience),
        words=row.words or "",
        raised_at=row.raised_at,
        owner=row.owner_actor,
        due_at=row.due_at or row.wanted_at,
        kommun=row.kommun,
        tags=tuple(row.tags),
        late=is_late(row, now),
        exercise=row.exercise,
    )


def _name(snapshot: Snapshot, user_id: str | None) -> str | None:
    found = person(snapshot, user_id) if user_id else None
    return found.name if found else user_id
