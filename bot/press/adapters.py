"""What every channel does for a publication: the seam to rooms, feeds, mail and webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.content import Content
from bot.press.entries import ChannelEntry
from bot.press.tables import DeliveryRow
from bot.press.values import Act, ChannelKind
from bot.register.section import Snapshot


@dataclass(frozen=True)
class Edition:
    """What is published in one act: a revision's content, with names in place of ids.

    Of a retraction only the title of ``content`` is said. ``contact``: name and number of the press contact.
    ``local``: each actor's name and its own block. ``original``: the message that this corrects.
    ``root``: the reference that the whole chain of corrections began with: what feeds know the entry by.
    """

    reference: str
    root: str
    act: Act
    revision: int
    hash: str
    content: Content
    owner: str
    at: datetime
    contact: str = ""
    local: tuple[tuple[str, str], ...] = ()
    original: str | None = None
    exercise: bool = False


class Adapter(Protocol):
    """One kind of channel. All is done in the caller's transaction; nothing here waits for a network."""

    kind: ChannelKind

    def addresses(self, snapshot: Snapshot, channel: ChannelEntry) -> Sequence[str]:
        """Where it goes: one delivery each. A feed has one, the empty text."""
        ...

    async def prepare(
        self,
        session: AsyncSession,
        edition: Edition,
        channel: ChannelEntry,
        deliveries: Sequence[DeliveryRow],
        now: datetime,
    ) -> Sequence[Notice]:
        """Make what will be sent, and hold it; the caller queues the notices, which have ``held`` set."""
        ...

    async def release(
        self, session: AsyncSession, channel: ChannelEntry, deliveries: Sequence[DeliveryRow], now: datetime
    ) -> None:
        """Let it go with this transaction's commit; a delivery that has no way back is settled here.

        All are RELEASED when this is called. One that may not go now is settled as REFUSED.
        """
        ...

    async def cancel(
        self, session: AsyncSession, deliveries: Sequence[DeliveryRow], now: datetime
    ) -> frozenset[int]:
        """Take back what is held or waits; the ids of the deliveries that will never be sent.

        One of which nobody will know whether it came through is settled as UNKNOWN here.
        """
        ...

    async def again(
        self,
        session: AsyncSession,
        deliveries: Sequence[DeliveryRow],
        now: datetime,
        give_up_at: datetime,
    ) -> None:
        """Try those that were refused or taken back anew; they are RELEASED, and may be settled here."""
        ...
