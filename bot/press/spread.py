"""What became of a publication: who has it, who has not and why, how far apart the first and the last are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import room, rooms
from bot.press.entries import channel
from bot.press.publications import STOPPED, Laid, PublicationState, laid
from bot.press.tables import DeliveryRow, PublicationRow
from bot.press.values import Act, ChannelKind, ChannelState, DeliveryState
from bot.register.section import Snapshot

_REMEMBERED: Final = timedelta(hours=20)
"""A homeserver knows a transaction id again for a while only; Synapse does for a day."""
_LACKING = frozenset({DeliveryState.REFUSED, DeliveryState.UNKNOWN, DeliveryState.CANCELLED})


@dataclass(frozen=True)
class Lack:
    """An address that has it not, or perhaps not, as ``said_address`` has it."""

    address: str
    state: DeliveryState
    error: str


@dataclass(frozen=True)
class ChannelPicture:
    """One channel's part. ``sent`` of ``total`` addresses have it; ``error`` is why none could.

    ``repeats``: as the function of that name.
    """

    channel: str
    name: str
    kind: ChannelKind | None
    state: ChannelState
    sent: int
    total: int
    lacking: tuple[Lack, ...]
    error: str | None
    first_at: datetime | None
    last_at: datetime | None
    repeats: bool


@dataclass(frozen=True)
class PublicationPicture:
    """``channels`` in the order in which the message names them."""

    act: Act
    state: PublicationState
    due_at: datetime
    channels: tuple[ChannelPicture, ...]

    @property
    def sent(self) -> int:
        return sum(one.sent for one in self.channels)

    @property
    def total(self) -> int:
        return sum(one.total for one in self.channels)

    @property
    def first_at(self) -> datetime | None:
        return min((one.first_at for one in self.channels if one.first_at), default=None)

    @property
    def last_at(self) -> datetime | None:
        return max((one.last_at for one in self.channels if one.last_at), default=None)

    @property
    def spread(self) -> timedelta | None:
        """From the first address that had it to the last; None while nobody has it."""
        if self.first_at is None or self.last_at is None:
            return None
        return self.last_at - self.first_at

    @property
    def lacking(self) -> tuple[ChannelPicture, ...]:
        """The channels that do not have it everywhere."""
        return tuple(one for one in self.channels if one.lacking or one.error)

    @property
    def unsure(self) -> bool:
        """True when somebody may have it, nobody knows, and it cannot be repeated."""
        return any(lack.state is DeliveryState.UNKNOWN and not again for lack, again in self._lacks())

    @property
    def again(self) -> bool:
        """True when something can be tried anew, which nobody has stopped."""
        if any(lack.error == STOPPED for lack, _ in self._lacks()):
            return False
        return any(one.error for one in self.channels) or any(again for _, again in self._lacks())

    def _lacks(self) -> Iterator[tuple[Lack, bool]]:
        """Each with whether it may be tried anew."""
        for one in self.channels:
            for lack in one.lacking:
                yield lack, may_be_tried(lack.state, again=one.repeats)


def repeats(kind: ChannelKind | None, publication: PublicationRow, now: datetime) -> bool:
    """Whether an attempt of which nobody knows may be made again: it has a name, and is taken once.

    Of a room only while the homeserver surely knows the name: after that somebody looks in the room.
    """
    if kind is ChannelKind.ROOM:
        return publication.released_at is not None and now < publication.released_at + _REMEMBERED
    return kind is ChannelKind.WEBHOOK


def may_be_tried(state: DeliveryState, *, again: bool) -> bool:
    """``again``: whether an attempt of which nobody knows may be made again there."""
    if state is DeliveryState.UNKNOWN:
        return again
    return state in {DeliveryState.REFUSED, DeliveryState.CANCELLED}


async def publication_picture(
    session: AsyncSession, snapshot: Snapshot, publication: PublicationRow, now: datetime
) -> PublicationPicture:
    """As it stands now."""
    return PublicationPicture(
        act=Act(publication.act),
        state=PublicationState(publication.state),
        due_at=publication.due_at,
        channels=tuple(
            _channel(snapshot, one, again=repeats(one.kind, publication, now))
            for one in await laid(session, publication)
        ),
    )


def channel_state(deliveries: Sequence[DeliveryRow]) -> ChannelState:
    """Of a channel, by its addresses."""
    states = {one.state for one in deliveries}
    if states & {DeliveryState.PREPARED}:
        return ChannelState.PREPARED
    if states & {DeliveryState.RELEASED}:
        return ChannelState.RELEASED
    if states == {DeliveryState.SENT}:
        return ChannelState.SENT
    return ChannelState.PARTLY if DeliveryState.SENT in states else ChannelState.FAILED


def first_and_last(deliveries: Sequence[DeliveryRow]) -> tuple[datetime | None, datetime | None]:
    """When the first and the last of them that has it got it."""
    sent = [one.settled_at for one in deliveries if one.state == DeliveryState.SENT and one.settled_at]
    return min(sent, default=None), max(sent, default=None)


def _channel(snapshot: Snapshot, one: Laid, *, again: bool) -> ChannelPicture:
    entry = channel(snapshot, one.row.channel)
    first_at, last_at = first_and_last(one.deliveries)
    return ChannelPicture(
        channel=one.row.channel,
        name=entry.name if entry else one.row.channel,
        kind=one.kind,
        state=channel_state(one.deliveries) if one.deliveries else ChannelState(one.row.state),
        sent=sum(delivery.state == DeliveryState.SENT for delivery in one.deliveries),
        total=len(one.deliveries),
        lacking=tuple(
            Lack(
                said_address(snapshot, one.kind, delivery.address),
                DeliveryState(delivery.state),
                delivery.error or "",
            )
            for delivery in one.deliveries
            if delivery.state in _LACKING
        ),
        error=None if one.deliveries else one.row.error,
        first_at=first_at,
        last_at=last_at,
        repeats=again,
    )


def said_address(snapshot: Snapshot, kind: ChannelKind | None, address: str) -> str:
    """A room by its name, a webhook by its host: whoever knows the rest of its URL may be able to use it."""
    if kind is ChannelKind.WEBHOOK:
        return urlsplit(address).hostname or "webhook"
    if kind is not ChannelKind.ROOM:
        return address
    found = room(snapshot, address) or next((one for one in rooms(snapshot) if one.address == address), None)
    return found.name if found else address
