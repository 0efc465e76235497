"""Publications laid in the database, to be released to a channel by a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.press.adapters import Adapter, Edition
from bot.press.content import from_json
from bot.press.entries import ChannelEntry, channel
from bot.press.pictures import revision_of
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import Act, ChannelState, DeliveryState, State
from tests.press.day import PressDay

FEED = "flodet"


@dataclass
class Outlet:
    """One channel of the example, its adapter, and the day that publishes there."""

    day: PressDay
    adapter: Adapter
    channel: str = FEED

    async def entry(self) -> ChannelEntry:
        found = channel(await self.day.snapshot(), self.channel)
        assert found is not None
        return found

    async def edition(self, row: MessageRow, **changes: Any) -> Edition:
        """Of the newest revision; it begins its own chain unless ``root`` says otherwise."""
        async with self.day.store.read() as session:
            revision = await revision_of(session, row)
        assert revision.content is not None
        found = Edition(
            reference=row.reference,
            root=row.reference,
            act=Act.PUBLISH,
            revision=row.revision,
            hash=revision.hash,
            content=from_json(revision.content),
            owner="Stockholms stad",
            at=self.day.clock.now(),
            contact="Presstjänsten, 08-465 004 00",
            exercise=row.exercise,
        )
        return replace(found, **changes)

    async def prepare(self, edition: Edition, at: datetime | None = None) -> list[int]:
        """Hold it ready; the ids of its deliveries."""
        entry, now = await self.entry(), at or self.day.clock.now()
        message = await self.day.message(edition.reference)
        async with self.day.store.begin() as session:
            publication = PublicationRow(
                message_id=message.id,
                act=edition.act,
                revision=edition.revision,
                hash=edition.hash,
                state="prepared",
                due_at=edition.at,
                prepared_at=now,
            )
            session.add(publication)
            await session.flush()
            row = ChannelRow(
                publication_id=publication.id,
                channel=entry.id,
                kind=entry.kind,
                public=entry.public,
                exercise=edition.exercise,
                state=ChannelState.PREPARED,
            )
            session.add(row)
            await session.flush()
            deliveries = [
                DeliveryRow(
                    channel_id=row.id,
                    key=f"{edition.reference}-{edition.act}-{entry.id}-{address}",
                    address=address,
                    state=DeliveryState.PREPARED,
                )
                for address in self.adapter.addresses(await self.day.snapshot(), entry)
            ]
            session.add_all(deliveries)
            await self.adapter.prepare(session, edition, entry, deliveries, now)
            return [one.id for one in deliveries]

    async def release(self, ids: Sequence[int]) -> list[DeliveryRow]:
        """Let them go now; the deliveries as they are then."""
        entry = await self.entry()
        async with self.day.store.begin() as session:
            deliveries = [await session.get_one(DeliveryRow, one) for one in ids]
            await self.adapter.release(session, entry, deliveries, self.day.clock.now())
        return deliveries

    async def publish(self, row: MessageRow | None = None, **changes: Any) -> Edition:
        """Prepared and released at once."""
        edition = await self.edition(row or await self.day.put(State.PUBLISHED), **changes)
        await self.release(await self.prepare(edition))
        return edition
