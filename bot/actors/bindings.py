"""Where the register's room addresses lead: aliases looked up once, and rooms that were replaced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.actors.entries import RoomBinding, RoomEntry
from bot.actors.facts import room_id, rooms
from bot.register.section import Entry, Snapshot
from bot.register.state import mark_changed
from bot.store.base import Base
from bot.store.types import UtcDateTime
from bot.store.upsert import put


class RoomBindingRow(Base):
    """An address of the register and the room it leads to."""

    __tablename__ = "room_binding"

    address: Mapped[str] = mapped_column(String(255), primary_key=True)
    room_id: Mapped[str] = mapped_column(String(255), index=True)
    bound_at: Mapped[datetime] = mapped_column(UtcDateTime)


async def bindings(session: AsyncSession) -> Mapping[type[Entry], Mapping[str, Entry]]:
    """What a ``RegisterSource`` adds to its snapshots (``beside=[bindings]``)."""
    rows = await session.execute(select(RoomBindingRow.address, RoomBindingRow.room_id))
    return {
        RoomBinding: {
            address: RoomBinding.model_construct(address=address, room_id=room) for address, room in rows
        }
    }


async def bind(session: AsyncSession, address: str, room: str, *, at: datetime) -> None:
    """Remember where an alias leads, from now on whatever the homeserver's directory says."""
    row = {"address": address, "room_id": room, "bound_at": at}
    await mark_changed(session)
    await put(session, RoomBindingRow, RoomBindingRow.address, row)


async def follow_move(
    session: AsyncSession, snapshot: Snapshot, old: str, new: str, *, at: datetime
) -> tuple[RoomEntry, ...]:
    """A registered room was replaced by another; the entries that now lead there."""
    moved = tuple(entry for entry in rooms(snapshot) if room_id(snapshot, entry) == old)
    for entry in moved:
        await bind(session, entry.address, new, at=at)
    return moved


def unbound(snapshot: Snapshot) -> tuple[RoomEntry, ...]:
    """Rooms of the register whose alias has not been looked up."""
    return tuple(entry for entry in rooms(snapshot) if room_id(snapshot, entry) is None)
