"""Where an act of publication goes: the channels, and the addresses of each, by the register in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.adapters import Adapter, Edition
from bot.press.channel_kinds import adapters
from bot.press.desk import Desk
from bot.press.entries import ChannelEntry, channel, open_to
from bot.press.room_rows import earlier_parts
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import Act, ChannelKind, DeliveryState
from bot.register.section import Snapshot

MAY_HAVE: Final = frozenset({DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.RELEASED})


@dataclass(frozen=True)
class Goal:
    """One channel. ``error`` is why it can have nothing: then there is no entry and no address."""

    channel: str
    entry: ChannelEntry | None = None
    addresses: tuple[str, ...] = ()
    error: str | None = None


async def goals(
    session: AsyncSession, desk: Desk, snapshot: Snapshot, row: MessageRow, edition: Edition
) -> tuple[Goal, ...]:
    """Of a retraction: wherever somebody has the message, or may have it."""
    ways = adapters(desk)
    open_now = {one.id: one for one in open_to(snapshot, exercise=row.exercise)}
    if edition.act is not Act.RETRACT:
        wanted = dict.fromkeys(edition.content.channels)
        return tuple(_goal(snapshot, ways, open_now, one) for one in wanted)
    there = await had(session, row)
    found = [_goal(snapshot, ways, open_now, one) for one in there]
    return tuple(
        one if one.entry is None else Goal(one.channel, one.entry, tuple(there[one.channel])) for one in found
    )


def _goal(
    snapshot: Snapshot,
    ways: Mapping[ChannelKind, Adapter],
    open_now: Mapping[str, ChannelEntry],
    wanted: str,
) -> Goal:
    entry = open_now.get(wanted)
    if entry is None:
        gone = channel(snapshot, wanted) is None
        return Goal(wanted, error="channel.gone" if gone else "channel.exercise")
    if (way := ways.get(entry.kind)) is None:
        return Goal(wanted, error="channel.no_way")
    addresses = tuple(dict.fromkeys(way.addresses(snapshot, entry)))
    return Goal(wanted, entry, addresses) if addresses else Goal(wanted, error="channel.nobody")


async def had(session: AsyncSession, row: MessageRow) -> Mapping[str, Sequence[str]]:
    """By channel: the addresses that have the message, or may have it."""
    found = await session.execute(
        select(ChannelRow.channel, ChannelRow.kind, DeliveryRow.address, DeliveryRow.state)
        .join(DeliveryRow, DeliveryRow.channel_id == ChannelRow.id)
        .join(PublicationRow, PublicationRow.id == ChannelRow.publication_id)
        .where(PublicationRow.message_id == row.id, PublicationRow.act != Act.RETRACT)
        .order_by(DeliveryRow.id)
    )
    # a room may have one language of it, or the first part of a long text
    rooms = await earlier_parts(session, [row.reference])
    there: dict[str, list[str]] = {}
    for name, kind, address, state in found:
        if state in MAY_HAVE or (kind == ChannelKind.ROOM and address in rooms):
            there.setdefault(name, []).append(address)
    return there
