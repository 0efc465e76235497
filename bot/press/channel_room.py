"""Rooms as a channel: one message for each language, held in the outbox until its moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import room_at
from bot.chat.outcome import About, Notice, ToRoom
from bot.press.adapters import Edition
from bot.press.chain import chain_of
from bot.press.desk import PUBLICATION, Desk
from bot.press.entries import ChannelEntry
from bot.press.room_rows import Part, earlier_parts, parts_of, purpose_of
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow
from bot.press.values import Act, ChannelKind, DeliveryState
from bot.register.section import Snapshot
from bot.store.outbox import OutboxState, Priority
from bot.store.outbox_held import queue_again, release, take_back
from bot.work.sender import Obstacle

SWEDISH: Final = "sv"
UNSAFE: Final = "room.strangers"
_MAY_HAVE_COME: Final = frozenset({Obstacle.CONNECTION, Obstacle.SERVER, Obstacle.FAULT})
"""Obstacles after which nobody knows whether the homeserver took it."""


class RoomChannel:
    """Encrypted and open rooms. One that is not public hears it only while the register knows everybody."""

    kind = ChannelKind.ROOM

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def addresses(self, snapshot: Snapshot, channel: ChannelEntry) -> Sequence[str]:
        """Room ids; an alias that leads nowhere yet stays as it is."""
        return [room_at(snapshot, one) or one for one in channel.rooms]

    async def prepare(
        self,
        session: AsyncSession,
        edition: Edition,
        channel: ChannelEntry,  # noqa: ARG002
        deliveries: Sequence[DeliveryRow],
        now: datetime,
    ) -> Sequence[Notice]:
        """Swedish first, then the other languages; what it takes the place of is edited where it stands."""
        before: Mapping[str, Sequence[Part]] = {}
        if edition.act is not Act.PUBLISH:
            before = await earlier_parts(session, await _earlier(session, edition))
        notices: list[Notice] = []
        for one in deliveries:
            if not one.address.startswith("!"):
                one.state, one.error, one.settled_at = DeliveryState.REFUSED, "room.unknown", now
                continue
            there = before.get(one.address, ())
            notices += self._messages(edition, one, there)
            notices += self._edits(edition, one, there)
        return notices

    async def release(
        self, session: AsyncSession, channel: ChannelEntry, deliveries: Sequence[DeliveryRow], now: datetime
    ) -> None:
        """Members are looked at again: what is not for everybody does not go where strangers are."""
        parts = await parts_of(session, deliveries, {OutboxState.HELD})
        going = []
        for one in deliveries:
            if await self._may_hear(session, one, public=channel.public):
                going.append(one.id)
            else:
                one.state, one.error, one.settled_at = DeliveryState.REFUSED, UNSAFE, now
        kept = [part.outbox_id for one in deliveries if one.id not in going for part in parts[one.id]]
        await take_back(session, kept, now)
        await release(session, [part.outbox_id for one in going for part in parts[one]], now)

    async def cancel(
        self, session: AsyncSession, deliveries: Sequence[DeliveryRow], now: datetime
    ) -> frozenset[int]:
        """Those that will never be sent; of one that was tried without an answer nobody knows."""
        waiting = await parts_of(session, deliveries, {OutboxState.HELD, OutboxState.QUEUED})
        back = await take_back(session, [part.outbox_id for one in waiting.values() for part in one], now)
        parts = await parts_of(session, deliveries)
        gone = set()
        for one in deliveries:
            tried = [p for p in waiting[one.id] if p.outbox_id in back and p.error in _MAY_HAVE_COME]
            if tried:
                one.state, one.error, one.settled_at = DeliveryState.UNKNOWN, tried[0].error, now
            elif all(part.state == OutboxState.REFUSED for part in parts[one.id]):
                gone.add(one.id)
        return frozenset(gone)

    async def again(
        self,
        session: AsyncSession,
        deliveries: Sequence[DeliveryRow],
        now: datetime,
        give_up_at: datetime,  # noqa: ARG002 - who gives up takes back what waits then
    ) -> None:
        """What was refused or taken back is tried under its own name: the homeserver never had it."""
        parts = await parts_of(session, deliveries, {OutboxState.REFUSED})
        for one in deliveries:
            again = [part.outbox_id for part in parts[one.id]]
            channel = await session.get_one(ChannelRow, one.channel_id)
            if not await self._may_hear(session, one, public=channel.public):
                one.state, one.error, one.settled_at = DeliveryState.REFUSED, UNSAFE, now
            elif not await queue_again(session, again, now):
                one.state, one.error, one.settled_at = DeliveryState.REFUSED, "room.unknown", now

    async def _may_hear(self, session: AsyncSession, one: DeliveryRow, *, public: bool) -> bool:
        return public or await self._desk.rooms.safe(session, one.address)

    def _messages(self, edition: Edition, one: DeliveryRow, there: Sequence[Part]) -> Iterator[Notice]:
        view = "publication.retraction" if edition.act is Act.RETRACT else "publication.room"
        for language in languages(edition):
            answers = [part.event_id for part in there if part.language in {language, SWEDISH}]
            yield Notice(
                view,
                ToRoom(one.address),
                {"edition": edition, "language": language},
                About(PUBLICATION, edition.reference, purpose_of(one.id, language)),
                thread=False,
                # texts for parents can wait for what is written for this hour
                priority=Priority.GUIDE if edition.content.guide else Priority.PRESS,
                dedupe_key=f"press.{one.id}.{language}",
                held=True,
                answers=answers[-1] if answers else None,
            )

    def _edits(self, edition: Edition, one: DeliveryRow, there: Sequence[Part]) -> Iterator[Notice]:
        view = "publication.retracted" if edition.act is Act.RETRACT else "publication.corrected"
        for part in there:
            yield Notice(
                view,
                ToRoom(one.address),
                {"edition": edition, "language": part.language},
                About(PUBLICATION, edition.reference, purpose_of(one.id, part.language)),
                thread=False,
                priority=Priority.PRESS,
                dedupe_key=f"press.{one.id}.edit.{part.outbox_id}",
                held=True,
                edits=part.outbox_id,
            )


def languages(edition: Edition) -> Iterable[str]:
    """Those that it is said in, Swedish first; a retraction is a fixed notice, and said once."""
    if edition.act is Act.RETRACT:
        return (SWEDISH,)
    return (SWEDISH, *sorted(code for code, one in edition.content.variants.items() if one is not None))


async def _earlier(session: AsyncSession, edition: Edition) -> list[str]:
    """What this takes the place of: all that its chain began with, and of a retraction the text itself."""
    own = await session.scalar(select(MessageRow).where(MessageRow.reference == edition.reference))
    chain = [one.reference for one in await chain_of(session, own)] if own is not None else []
    return [edition.reference, *chain] if edition.act is Act.RETRACT else chain
