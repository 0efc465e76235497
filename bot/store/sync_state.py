"""Where each device's sync stands; written in the transaction that stores the events it has passed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import UtcDateTime
from bot.store.upsert import put

RESTORED = "restored"
"""Stands for the device id after a restore, until the new device has logged in and goes on from there."""


class SyncState(Base):
    """One row per device."""

    __tablename__ = "sync_state"

    device_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255))
    next_batch: Mapped[str] = mapped_column(String(1024))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


async def sync_token(session: AsyncSession, device_id: str) -> str | None:
    """The device's token; a new device goes on where the bot last stood, so that nothing is lost."""
    own_first = case((SyncState.device_id == device_id, 0), else_=1)
    statement = select(SyncState.next_batch).order_by(own_first, SyncState.at.desc()).limit(1)
    token: str | None = await session.scalar(statement)
    return token


async def set_sync_token(
    session: AsyncSession, device_id: str, user_id: str, next_batch: str, now: datetime
) -> None:
    row = {"device_id": device_id, "user_id": user_id, "next_batch": next_batch, "at": now}
    await put(session, SyncState, SyncState.device_id, row)


async def leave_to_new_device(session: AsyncSession) -> None:
    """The next device goes on from where the last one stood: what came since is taken in once."""
    states = (await session.scalars(select(SyncState).order_by(SyncState.at.desc()))).all()
    for state in states:
        await session.delete(state)
    await session.flush()
    if states:
        newest = states[0]
        await set_sync_token(session, RESTORED, newest.user_id, newest.next_batch, newest.at)
