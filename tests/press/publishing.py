"""Messages that are signed and planned, and what became of them on their channels."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.press.entries import ChannelEntry
from bot.press.tables import (
    ChannelRow,
    DeliveryRow,
    MessageRow,
    PublicationRow,
    RevisionRow,
    SignOffRow,
)
from bot.press.values import ChannelKind, DeliveryState, State, Verdict
from bot.store.base import Base
from bot.store.outbox import OutboxRow, OutboxState
from tests.press.day import DAHL, STRAND, PressDay

PREPARED_AHEAD = timedelta(minutes=2)
"""As the example register has it."""


async def sign(day: PressDay, row: MessageRow, **by: str) -> None:
    """Approvals of the newest revision as they lie in the database: ``sign(day, row, polis=STRAND)``."""
    async with day.store.begin() as session:
        wanted = select(RevisionRow).where(
            RevisionRow.message_id == row.id, RevisionRow.number == row.revision
        )
        revision = (await session.scalars(wanted)).one()
        for actor, person in (by or {"stockholm": DAHL, "polis": STRAND}).items():
            session.add(
                SignOffRow(
                    message_id=row.id,
                    revision=revision.number,
                    hash=revision.hash,
                    actor=actor,
                    person=person,
                    device_id="THEIRS",
                    verdict=Verdict.APPROVED,
                    at=day.clock.now(),
                )
            )


async def scheduled(day: PressDay, minutes: float = 10, **more: Any) -> MessageRow:
    """Signed by Stockholm and the police, and planned for so many minutes from now."""
    at = day.clock.now() + timedelta(minutes=minutes)
    times = {"publish_at": at, "prepare_at": at - PREPARED_AHEAD}
    row = await day.put(State.SCHEDULED, **{**times, **more})
    await sign(day, row)
    return row


async def states(
    day: PressDay, reference: str | None = None
) -> dict[tuple[str, str], tuple[str, str | None]]:
    """By channel and address: the state of each delivery, and its error."""
    async with day.store.begin() as session:
        wanted = (
            select(ChannelRow.channel, DeliveryRow.address, DeliveryRow.state, DeliveryRow.error)
            .join(DeliveryRow, DeliveryRow.channel_id == ChannelRow.id)
            .join(PublicationRow, PublicationRow.id == ChannelRow.publication_id)
            .join(MessageRow, MessageRow.id == PublicationRow.message_id)
        )
        if reference is not None:
            wanted = wanted.where(MessageRow.reference == reference)
        found = await session.execute(wanted)
        return {(channel, address): (state, error) for channel, address, state, error in found}


async def publications(day: PressDay) -> list[tuple[str, str, datetime]]:
    """Act, state and time of each, in order."""
    async with day.store.begin() as session:
        found = await session.scalars(select(PublicationRow).order_by(PublicationRow.id))
        return [(one.act, one.state, one.due_at) for one in found]


def two_rooms() -> dict[str, ChannelEntry]:
    """Beside the room for all actors, a channel that is Stockholm's own room."""
    entry = ChannelEntry(
        id="hemma",
        name="Stockholms rum",
        kind=ChannelKind.ROOM,
        public=False,
        rooms=("#aktor-stockholm:localhost",),
    )
    return {"hemma": entry}


async def out(day: PressDay, **more: Any) -> MessageRow:
    """Published by now."""
    row = await scheduled(day, **more)
    await day.pass_by(minutes=10)
    return await day.message(row.reference)


async def send_out(day: PressDay, row: MessageRow, minutes: float = 10, *, away: bool = False) -> None:
    """Signed and planned as it lies there, and its time passes; ``away``: nothing gets out any more."""
    at = day.clock.now() + timedelta(minutes=minutes)
    async with day.store.begin() as session:
        found = await session.get_one(MessageRow, row.id)
        found.state, found.circulated_at = State.SCHEDULED, day.clock.now()
        found.publish_at, found.prepare_at = at, at - PREPARED_AHEAD
    await sign(day, row)
    day.away = away
    await day.pass_by(minutes=minutes)


async def prepared(day: PressDay) -> int:
    """How many deliveries lie ready, with what is held for them in the outbox."""
    async with day.store.begin() as session:
        held = await session.scalar(select(func.count()).where(OutboxRow.state == OutboxState.HELD))
        rows = await session.scalar(select(func.count()).where(DeliveryRow.state == DeliveryState.PREPARED))
        assert (held == 0) == (rows == 0)
        return rows or 0


async def of_one_commit(day: PressDay, **span: float) -> dict[str, str]:
    """Each channel's state after the one commit that released them."""
    await day.pass_by(**span)
    async with day.store.begin() as session:
        found = await session.execute(
            select(ChannelRow.channel, DeliveryRow.state).join(
                DeliveryRow, DeliveryRow.channel_id == ChannelRow.id
            )
        )
        return {channel: state for channel, state in found}  # noqa: C416 - typed rows


async def change(day: PressDay, row: MessageRow, **columns: Any) -> None:
    """Behind the back of everybody."""
    async with day.store.begin() as session:
        found = await session.get_one(MessageRow, row.id)
        for name, value in columns.items():
            setattr(found, name, value)


async def spoil(day: PressDay, row: MessageRow) -> None:
    """What is stored of its text cannot be read any more."""
    async with day.store.begin() as session:
        revision = await session.scalar(select(RevisionRow).where(RevisionRow.message_id == row.id))
        assert revision is not None
        revision.content = {"spoilt": True}


async def run(day: PressDay, name: str, **span: float) -> int:
    """Let one duty do what is due after a while, as the ticker does; how often it failed."""
    day.clock.advance(timedelta(**span))
    duty = next(one for one in day.core.duties if one.name == name)
    faults = 0
    for _ in range(5):
        try:
            async with day.store.begin() as session:
                notices = await duty.carry_out(session, day.clock.now())
                await day.core.post.notify(session, notices or (), day.clock.now())
        except KeyError:
            faults += 1
    await day.deliver()
    return faults


async def add(day: PressDay, row: Base) -> None:
    """As it is, past everything that would say no to it but the database."""
    async with day.store.begin() as session:
        session.add(row)
