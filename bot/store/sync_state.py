"""Where each device's sync stands; written in the transaction that stores the events it has passed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import UtcDateTime
from bot.store.upsert import put

RESTORED = "restored"
"""Stands for the device id after a restore, until the new device has logged in and takes it over."""


class SyncState(Base):
    """One row per device."""

    __tablename__ = "sync_state"

    device_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255))
    next_batch: Mapped[str] = mapped_column(String(1024))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


async def sync_token(session: AsyncSession, device_id: str) -> str | None:
    """The device's token; a new device after a restore goes on where the old one stood."""
    statement = select(SyncState).where(SyncState.device_id.in_((device_id, RESTORED)))
    rows = {row.device_id: row.next_batch for row in await session.scalars(statement)}
    return rows.get(device_id) or rows.get(RESTORED)


async def set_sync_token(
    session: AsyncSession, device_id: str, user_id: str, next_batch: str, now: datetime
) -> None:
    row = {"device_id": device_id, "user_id": user_id, "next_batch": next_batch, "at": now}
    await put(session, SyncState, SyncState.device_id, row)
