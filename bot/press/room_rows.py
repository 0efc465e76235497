"""The outbox rows that are a publication's messages in rooms: which of them are whose, and how they stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.desk import PUBLICATION
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import Act, ChannelKind
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState

_PURPOSE: Final = re.compile(r"delivery-(?P<id>\d+)(\.(?P<language>[A-Za-z-]+))?")


@dataclass(frozen=True)
class Part:
    """One Matrix message of a delivery; ``event_id`` None while the homeserver has not taken it."""

    outbox_id: int
    delivery_id: int
    language: str
    state: str
    kind: str
    error: str | None
    event_id: str | None


def purpose_of(delivery_id: int, language: str) -> str:
    """What the outbox calls a part: ``delivery-17.sv``."""
    return f"delivery-{delivery_id}.{language}"


def delivery_of(purpose: str) -> int | None:
    """Whose part it is; mails and requests have no language: ``delivery-17``."""
    found = _PURPOSE.fullmatch(purpose)
    return int(found["id"]) if found else None


async def parts_of(
    session: AsyncSession, deliveries: Sequence[DeliveryRow], states: Collection[OutboxState] | None = None
) -> Mapping[int, Sequence[Part]]:
    """Of each delivery, in the order in which they were made."""
    found: dict[int, list[Part]] = {one.id: [] for one in deliveries}
    if not deliveries:
        return found
    reference = await _reference(session, deliveries[0])
    for part in await _parts(session, [reference], states):
        if part.delivery_id in found:
            found[part.delivery_id].append(part)
    return found


async def earlier_parts(session: AsyncSession, references: Sequence[str]) -> Mapping[str, Sequence[Part]]:
    """By room: the messages that these texts stand in, or may come to stand in, in their order."""
    wanted = (
        select(DeliveryRow.id, DeliveryRow.address)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .join(PublicationRow, PublicationRow.id == ChannelRow.publication_id)
        .join(MessageRow, MessageRow.id == PublicationRow.message_id)
        .where(
            MessageRow.reference.in_(references),
            PublicationRow.act != Act.RETRACT,
            ChannelRow.kind == ChannelKind.ROOM,
        )
    )
    rooms = {delivery: room for delivery, room in await session.execute(wanted)}  # noqa: C416 - typed rows
    found: dict[str, list[Part]] = {}
    for part in await _parts(session, references, {OutboxState.SENT, OutboxState.QUEUED}):
        if part.kind == OutboxKind.MESSAGE and part.delivery_id in rooms:
            found.setdefault(rooms[part.delivery_id], []).append(part)
    return found


async def _reference(session: AsyncSession, one: DeliveryRow) -> str:
    wanted = (
        select(MessageRow.reference)
        .join(PublicationRow, PublicationRow.message_id == MessageRow.id)
        .join(ChannelRow, ChannelRow.publication_id == PublicationRow.id)
        .where(ChannelRow.id == one.channel_id)
    )
    return (await session.scalars(wanted)).one()


async def _parts(
    session: AsyncSession, references: Sequence[str], states: Collection[OutboxState] | None
) -> Sequence[Part]:
    wanted = (
        select(
            OutboxRow.id,
            EventRef.purpose,
            OutboxRow.state,
            OutboxRow.kind,
            OutboxRow.error,
            OutboxRow.event_id,
        )
        .join(EventRef, EventRef.outbox_id == OutboxRow.id)
        .where(EventRef.subject == PUBLICATION, EventRef.object_id.in_(references))
        .order_by(OutboxRow.id)
    )
    if states is not None:
        wanted = wanted.where(OutboxRow.state.in_(sorted(states)))
    parts = []
    for row_id, purpose, state, kind, error, event_id in await session.execute(wanted):
        if (found := _PURPOSE.fullmatch(purpose)) is not None and found["language"]:
            parts.append(Part(row_id, int(found["id"]), found["language"], state, kind, error, event_id))
    return parts
