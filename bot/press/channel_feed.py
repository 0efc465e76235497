"""The feeds as a channel: an entry is held ready, and stands there when the transaction commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.adapters import Edition
from bot.press.entries import ChannelEntry
from bot.press.feed_items import kept
from bot.press.feed_tables import FeedItemRow
from bot.press.tables import DeliveryRow
from bot.press.values import Act, ChannelKind, DeliveryState
from bot.register.section import Snapshot

_EVERYWHERE: Final = ("",)
"""The one address of a feed."""


class FeedAdapter:
    """Released is published here: nothing is sent, so nothing can be on its way."""

    kind = ChannelKind.FEED

    def addresses(self, snapshot: Snapshot, channel: ChannelEntry) -> Sequence[str]:  # noqa: ARG002
        return _EVERYWHERE

    async def prepare(
        self,
        session: AsyncSession,
        edition: Edition,
        channel: ChannelEntry,
        deliveries: Sequence[DeliveryRow],
        now: datetime,
    ) -> Sequence[Notice]:
        """Keep the words ready. What has expired is cleared away here, where nobody waits for it.

        Raises:
            ValueError: an exercise, or a channel that is not public: a fault in the program.
        """
        if edition.exercise or channel.exercise or not channel.public:
            raise ValueError(edition.reference)
        await session.flush()
        await session.execute(delete(FeedItemRow).where(FeedItemRow.expires_at <= now))
        retracted = edition.act is Act.RETRACT
        for one in deliveries:
            session.add(
                FeedItemRow(
                    delivery_id=one.id,
                    root=edition.root,
                    content=kept(edition),
                    embargo_until=None if retracted else edition.content.embargo_until,
                    expires_at=edition.content.expires_at,
                )
            )
        await session.flush()
        return ()

    async def release(
        self,
        session: AsyncSession,
        channel: ChannelEntry,  # noqa: ARG002
        deliveries: Sequence[DeliveryRow],
        now: datetime,
    ) -> None:
        """It takes the place of what the chain had there before, and its deliveries are settled."""
        await self._release(session, deliveries, now)

    async def cancel(
        self,
        session: AsyncSession,
        deliveries: Sequence[DeliveryRow],
        now: datetime,  # noqa: ARG002
    ) -> frozenset[int]:
        """Those that were held and will never stand there."""
        found = await session.scalars(
            delete(FeedItemRow)
            .where(
                FeedItemRow.delivery_id.in_([one.id for one in deliveries]), FeedItemRow.shows_at.is_(None)
            )
            .returning(FeedItemRow.delivery_id)
            .execution_options(synchronize_session="fetch")
        )
        return frozenset(found)

    async def again(
        self,
        session: AsyncSession,
        deliveries: Sequence[DeliveryRow],
        now: datetime,
        give_up_at: datetime,  # noqa: ARG002
    ) -> None:
        """Let those that are still held stand there now."""
        await self._release(session, deliveries, now)

    async def _release(self, session: AsyncSession, deliveries: Sequence[DeliveryRow], now: datetime) -> None:
        for one in deliveries:
            row = await session.get(FeedItemRow, one.id, with_for_update=True, populate_existing=True)
            if row is not None and row.shows_at is None:
                await _stand(session, row, now)
                one.state, one.error, one.settled_at = DeliveryState.SENT, None, now
        await session.flush()


async def _stand(session: AsyncSession, row: FeedItemRow, now: datetime) -> None:
    before = (
        FeedItemRow.root == row.root,
        FeedItemRow.shows_at.is_not(None),
        FeedItemRow.delivery_id != row.delivery_id,
    )
    earlier = list(await session.scalars(select(FeedItemRow).where(*before).with_for_update()))
    seen = [one for one in earlier if _stands(one, now)]
    row.shows_at = max(now, row.embargo_until or now)
    if row.content["act"] == Act.RETRACT:
        earlier = [one for one in earlier if one.content["reference"] == row.content["reference"]]
        if not set(seen) & set(earlier):
            # nobody reads there what is taken back: it never came, or a correction stands in its place
            row.expires_at = now
    for one in earlier:
        await session.delete(one)
    row.published_at = min((one.published_at or now for one in seen), default=row.shows_at)


def _stands(row: FeedItemRow, now: datetime) -> bool:
    shown = row.shows_at is not None and row.shows_at <= now
    return shown and (row.expires_at is None or row.expires_at > now)
