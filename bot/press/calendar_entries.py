"""What is planned and by whom, as one person may know it: the entries of their calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import PersonEntry
from bot.chat.message import Caller, Place, Role, RoomClass
from bot.press.content import from_json
from bot.press.find import may_see
from bot.press.pictures import actor_name
from bot.press.tables import MessageRow, RevisionRow
from bot.press.values import State
from bot.register.section import Snapshot

_BACK: Final = timedelta(days=30)
_MOST: Final = 1_000
_PLANNING: Final = frozenset({Role.KOMMUNIKATOR, Role.GODKANNARE, Role.TIB, Role.ROC, Role.ADMIN})


class Standing(StrEnum):
    """How sure it is, in the words of calendars."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


_STANDINGS: Final = MappingProxyType(
    {
        State.CIRCULATED: Standing.TENTATIVE,
        State.APPROVED: Standing.TENTATIVE,
        State.HELD: Standing.TENTATIVE,
        State.SCHEDULED: Standing.CONFIRMED,
        State.PUBLISHING: Standing.CONFIRMED,
        State.PARTLY: Standing.CONFIRMED,
        State.PUBLISHED: Standing.CONFIRMED,
        State.CORRECTED: Standing.CONFIRMED,
        State.RETRACTED: Standing.CANCELLED,
        State.MISSED: Standing.CANCELLED,
        State.STOPPED: Standing.CANCELLED,
    }
)


@dataclass(frozen=True)
class Planned:
    """One publication. ``title`` None: not for this person, or erased.

    ``changes`` rises with each change of its time or its state.
    """

    reference: str
    owner: str
    at: datetime
    state: State
    standing: Standing
    changes: int
    title: str | None = None
    exercise: bool = False
    embargo_until: datetime | None = None


def may_see_plans(person: PersonEntry) -> bool:
    """True for who writes, approves, or is at the centre: others have no calendar of messages."""
    return any(grant.role in _PLANNING for grant in person.roles)


async def planned(
    session: AsyncSession, snapshot: Snapshot, person: PersonEntry, now: datetime
) -> tuple[Planned, ...]:
    """What has a time, from a month back on; of too many the latest.

    That an actor plans something everybody here may know.
    """
    rows = await session.execute(
        select(MessageRow, RevisionRow)
        .join(
            RevisionRow,
            (RevisionRow.message_id == MessageRow.id) & (RevisionRow.number == MessageRow.revision),
        )
        .where(MessageRow.publish_at >= now - _BACK, MessageRow.state != State.DRAFT)
        .order_by(MessageRow.publish_at.desc(), MessageRow.id.desc())
        .limit(_MOST)
    )
    caller, place = _caller(person), Place(person.id, RoomClass.DIREKT, None, encrypted=True)
    found = [_planned(snapshot, row, revision, caller, place) for row, revision in rows]
    return tuple(reversed(found))


def _planned(
    snapshot: Snapshot, row: MessageRow, revision: RevisionRow, caller: Caller, place: Place
) -> Planned:
    if row.publish_at is None:
        raise LookupError(row.reference)
    content = from_json(revision.content) if revision.content is not None else None
    seen = content if may_see(row, content, caller, place) else None
    return Planned(
        reference=row.reference,
        owner=actor_name(snapshot, row.owner),
        at=row.published_at or row.publish_at,
        state=State(row.state),
        standing=_STANDINGS[State(row.state)],
        changes=row.plan_changes,
        title=seen.title if seen else None,
        exercise=row.exercise,
        embargo_until=seen.embargo_until if seen else None,
    )


def _caller(person: PersonEntry) -> Caller:
    roles: dict[Role, frozenset[str]] = {}
    for grant in person.roles:
        held = grant.organisation or person.organisation
        roles[grant.role] = roles.get(grant.role, frozenset()) | {held}
    return Caller(person.id, True, person.name, person.language, person.organisation, roles)
