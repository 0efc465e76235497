"""Whether what is due goes out: asked of the rows themselves, with nothing of the publication's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, ToClass, ToPerson
from bot.press.desk import MESSAGE, Desk
from bot.press.plan_tables import MessageStandstill
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.tell import writers_of
from bot.store.outbox import Priority

GRACE: Final = timedelta(minutes=1)
"""For what is done at its time and takes a moment."""
UNSETTLED: Final = timedelta(minutes=20)
"""So long after its release every address has answered, or it is given up."""
EACH: Final = 10
_DRIFT: Final = ToClass(RoomClass.DRIFT)


class Why(StrEnum):
    """NO_TIME: planned, and nothing will ever happen. OVERDUE: it should have, and nothing was said.

    UNSETTLED: let go, and of some address nobody knows. UNRELEASED: made ready, and never let go.
    """

    NO_TIME = "no_time"
    OVERDUE = "overdue"
    UNSETTLED = "unsettled"
    UNRELEASED = "unreleased"


@dataclass(frozen=True)
class Still:
    """A message that stands still; nothing else of it is said."""

    message_id: int
    reference: str
    owner: str
    why: Why


async def unsent(session: AsyncSession, now: datetime) -> list[Still]:
    """Every message that is due and not out, by the words that the database uses."""
    late, long_ago = now - GRACE, now - UNSETTLED
    released = PublicationRow.released_at < long_ago
    given_up = or_(MessageRow.give_up_at.is_(None), MessageRow.give_up_at < late)
    waiting = exists().where(
        ChannelRow.publication_id == PublicationRow.id,
        DeliveryRow.channel_id == ChannelRow.id,
        DeliveryRow.state.in_(("prepared", "released")),
    )
    looks: tuple[tuple[Why, tuple[ColumnElement[bool], ...]], ...] = (
        (Why.NO_TIME, (MessageRow.state == "scheduled", MessageRow.publish_at.is_(None))),
        (
            Why.OVERDUE,
            (
                MessageRow.state.in_(("circulated", "approved", "scheduled", "held")),
                MessageRow.publish_at < late,
            ),
        ),
        (Why.UNSETTLED, (_publication(PublicationRow.state == "released", released, waiting), given_up)),
        (
            Why.UNSETTLED,
            (
                MessageRow.state == "publishing",
                MessageRow.published_at < long_ago,
                given_up,
            ),
        ),
        (
            Why.UNRELEASED,
            (_publication(PublicationRow.state == "prepared", PublicationRow.due_at < late),),
        ),
    )
    found: dict[int, Still] = {}
    for why, where in looks:
        rows = await session.execute(
            select(MessageRow.id, MessageRow.reference, MessageRow.owner)
            .where(*where)
            .order_by(MessageRow.id)
        )
        for number, reference, owner in rows:
            found.setdefault(number, Still(number, reference, owner, why))
    return [found[number] for number in sorted(found)]


def _publication(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(PublicationRow.message_id == MessageRow.id, *where)


class WatchMessages:
    """What the auditor asks: it needs neither the ticker nor the duties that publish."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def standing_still(self, session: AsyncSession, now: datetime) -> Sequence[Still]:
        return await unsent(session, now)

    async def report(self, session: AsyncSession, found: Sequence[Still], now: datetime) -> list[Notice]:
        """What nobody has been told yet: what stands still, and what moves again."""
        known = {row.message_id for row in await session.scalars(select(MessageStandstill).with_for_update())}
        new = [one for one in found if one.message_id not in known]
        session.add_all(MessageStandstill(message_id=one.message_id, why=one.why, at=now) for one in new)
        again = known - {one.message_id for one in found}
        moved = await session.execute(
            select(MessageRow.reference, MessageRow.owner)
            .where(MessageRow.id.in_(again))
            .order_by(MessageRow.id)
        )
        back = [(reference, owner) for reference, owner in moved]
        await session.execute(delete(MessageStandstill).where(MessageStandstill.message_id.in_(again)))
        return [*await self._stand(session, new), *await self._move(session, back)]

    async def _stand(self, session: AsyncSession, new: Sequence[Still]) -> list[Notice]:
        """One message for each; when everything stands still, one for all. The owners hear of theirs."""
        if not new:
            return []
        owners = [
            note
            for one in new
            for note in await self._owners(session, one.owner, "message.stands", one.reference, why=one.why)
        ]
        if len(new) > EACH:
            references = [one.reference for one in new[:EACH]]
            drift = [_drift("drift.messages_stand", number=len(new), references=references)]
        else:
            drift = [_drift("drift.message_stands", reference=one.reference, why=one.why) for one in new]
        return [*drift, *owners]

    async def _move(self, session: AsyncSession, back: Sequence[tuple[str, str]]) -> list[Notice]:
        owners = [
            note
            for reference, owner in back
            for note in await self._owners(session, owner, "message.moves", reference)
        ]
        if len(back) > EACH:
            return [_drift("drift.messages_move", number=len(back)), *owners]
        return [*(_drift("drift.message_moves", reference=one) for one, _ in back), *owners]

    async def _owners(
        self, session: AsyncSession, owner: str, kind: str, reference: str, **fields: object
    ) -> list[Notice]:
        """The owner's communicators, each alone: whatever is wrong may be wrong with a room."""
        snapshot = await self._desk.snapshot(session)
        return [
            Notice(
                kind,
                ToPerson(one),
                {"reference": reference, **fields},
                About(MESSAGE, reference, "note"),
                mention=(one,),
                priority=Priority.CASE,
            )
            for one in writers_of(snapshot, owner)
        ]


def _drift(kind: str, **fields: object) -> Notice:
    return Notice(kind, _DRIFT, fields, thread=False, priority=Priority.CASE)
