"""What mail and webhooks have alike as channels: each address has one despatch, held until its moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import About, Notice
from bot.press.adapters import Edition
from bot.press.desk import PUBLICATION, Desk
from bot.press.entries import ChannelEntry, settings
from bot.press.publications import KEEP_TRYING
from bot.press.tables import DeliveryRow
from bot.press.values import Act, ChannelKind, DeliveryState
from bot.register.section import Snapshot
from bot.work.despatch import Despatch, DespatchKind


class DespatchChannel(ABC):
    """Not sent within the register's ``late`` of its time, it is not sent; a retraction is tried longer."""

    kind: ChannelKind
    despatch: DespatchKind

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @abstractmethod
    def addresses(self, snapshot: Snapshot, channel: ChannelEntry) -> Sequence[str]:
        """Where it goes."""

    @abstractmethod
    def payloads(
        self, edition: Edition, channel: ChannelEntry, deliveries: Sequence[DeliveryRow]
    ) -> Sequence[Mapping[str, Any]]:
        """What each of them is sent, as the despatch has it."""

    async def prepare(
        self,
        session: AsyncSession,
        edition: Edition,
        channel: ChannelEntry,
        deliveries: Sequence[DeliveryRow],
        now: datetime,
    ) -> Sequence[Notice]:
        """Hold one for each.

        Raises:
            ValueError: an exercise on a channel that is not for exercises: a fault in the program.
        """
        if edition.exercise and (channel.public or not channel.exercise):
            raise ValueError(edition.reference)
        retracts = edition.act is Act.RETRACT
        late = KEEP_TRYING if retracts else settings(await self._desk.snapshot(session)).late
        payloads = self.payloads(edition, channel, deliveries)
        held = [
            Despatch(
                key=one.key,
                kind=self.despatch,
                channel=channel.id,
                address=one.address,
                payload=payload,
                about=About(PUBLICATION, edition.reference, f"delivery-{one.id}"),
                give_up_at=max(edition.at, now) + late,
                lookup=channel.lookup,
                private_address=channel.private_address,
            )
            for one, payload in zip(deliveries, payloads, strict=True)
        ]
        await self._desk.despatches.hold(session, held, now)
        return ()

    async def release(
        self,
        session: AsyncSession,
        channel: ChannelEntry,  # noqa: ARG002 - the shape is the protocol's
        deliveries: Sequence[DeliveryRow],
        now: datetime,
    ) -> None:
        went = await self._desk.despatches.release(session, _keys(deliveries), now)
        _without_despatch(deliveries, went, now)

    async def cancel(
        self, session: AsyncSession, deliveries: Sequence[DeliveryRow], now: datetime
    ) -> frozenset[int]:
        back = await self._desk.despatches.cancel(session, _keys(deliveries), now)
        return frozenset(one.id for one in deliveries if one.key in back)

    async def again(
        self,
        session: AsyncSession,
        deliveries: Sequence[DeliveryRow],
        now: datetime,
        give_up_at: datetime,
    ) -> None:
        went = await self._desk.despatches.again(session, _keys(deliveries), now, give_up_at)
        _without_despatch(deliveries, went, now)


def _keys(deliveries: Sequence[DeliveryRow]) -> list[str]:
    return [one.key for one in deliveries]


def _without_despatch(deliveries: Sequence[DeliveryRow], went: Collection[str], now: datetime) -> None:
    """Those that were not there to be let go: erased, or taken back by somebody."""
    for one in deliveries:
        if one.key not in went:
            one.state, one.error, one.settled_at = DeliveryState.REFUSED, "taken_back", now
