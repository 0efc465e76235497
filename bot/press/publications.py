"""The rows of one publication, as those who release and settle it need them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import Act, ChannelKind, DeliveryState

KEEP_TRYING: Final = timedelta(hours=12)
"""So long a retraction is tried: a text that does not hold is taken back late rather than never."""
UNSETTLED: Final = (DeliveryState.PREPARED, DeliveryState.RELEASED)
STOPPED: Final = "stopped"
"""The error of a delivery that somebody stopped before it was out: nobody lets it go after that."""


class PublicationState(StrEnum):
    """DONE: every address has it, or never will by itself."""

    PREPARED = "prepared"
    RELEASED = "released"
    DONE = "done"


@dataclass(frozen=True)
class Laid:
    """One channel with its addresses."""

    row: ChannelRow
    deliveries: tuple[DeliveryRow, ...]

    @property
    def kind(self) -> ChannelKind | None:
        """None for a channel that was gone when this was made."""
        return ChannelKind(self.row.kind) if self.row.kind else None


def act_of(row: MessageRow) -> Act:
    """How the message goes out: a correction is one to its readers."""
    return Act.CORRECT if row.corrects_id is not None else Act.PUBLISH


async def publication_of(session: AsyncSession, row: MessageRow, act: Act) -> PublicationRow | None:
    """As it is now; whoever changes it holds the message, which is the one lock there is."""
    found: PublicationRow | None = await session.scalar(
        select(PublicationRow)
        .where(PublicationRow.message_id == row.id, PublicationRow.act == act)
        .execution_options(populate_existing=True)
    )
    return found


async def laid(
    session: AsyncSession, publication: PublicationRow, states: Collection[DeliveryState] | None = None
) -> tuple[Laid, ...]:
    """Its channels with their addresses, those in some states alone, in the order in which they were made."""
    channels = await session.scalars(
        select(ChannelRow)
        .where(ChannelRow.publication_id == publication.id)
        .order_by(ChannelRow.id)
        .execution_options(populate_existing=True)
    )
    rows = channels.all()
    wanted = (
        select(DeliveryRow)
        .where(DeliveryRow.channel_id.in_([one.id for one in rows]))
        .order_by(DeliveryRow.id)
        .execution_options(populate_existing=True)
    )
    if states is not None:
        wanted = wanted.where(DeliveryRow.state.in_(sorted(states)))
    of: dict[int, list[DeliveryRow]] = {one.id: [] for one in rows}
    for delivery in await session.scalars(wanted):
        of[delivery.channel_id].append(delivery)
    return tuple(Laid(one, tuple(of[one.id])) for one in rows)


async def is_settled(session: AsyncSession, publication: PublicationRow) -> bool:
    """True when nothing of it is on its way."""
    waits = exists().where(
        ChannelRow.publication_id == publication.id,
        DeliveryRow.channel_id == ChannelRow.id,
        DeliveryRow.state.in_(UNSETTLED),
    )
    return not await session.scalar(select(waits))


async def released_of(session: AsyncSession, row: MessageRow) -> Sequence[PublicationRow]:
    """Those of which something is on its way."""
    found = await session.scalars(
        select(PublicationRow)
        .where(PublicationRow.message_id == row.id, PublicationRow.state == PublicationState.RELEASED)
        .order_by(PublicationRow.id)
        .execution_options(populate_existing=True)
    )
    return found.all()
