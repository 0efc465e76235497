"""The last step of each person that a command can take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.chat.outcome import Undo
from bot.store.base import Base
from bot.store.types import EncryptedJson, UtcDateTime
from bot.store.upsert import put

_SETTLED = "!"
"""Among the pairs of a step that cannot be taken back; no argument is called so."""


class UndoStep(Base):
    __tablename__ = "undo_step"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    path: Mapped[str] = mapped_column(String(64))
    pairs: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("undo_step.pairs"))
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Instead:
    """An executor's value that says: run this command as the same person, with its own access rules."""

    path: tuple[str, ...]
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settled:
    """Somebody's last step, which nothing takes back."""

    path: tuple[str, ...]


async def offer(session: AsyncSession, user_id: str, undo: Undo, now: datetime) -> None:
    """Remember the way back from somebody's last step, in place of the one before."""
    row = {"user_id": user_id, "path": " ".join(undo.path), "pairs": dict(undo.pairs), "done_at": now}
    await put(session, UndoStep, UndoStep.user_id, row)


async def settle(session: AsyncSession, user_id: str, path: tuple[str, ...], now: datetime) -> None:
    """Somebody did something since that cannot be taken back: the step before it is not their last."""
    await offer(session, user_id, Undo(path, {_SETTLED: ""}), now)


async def take(session: AsyncSession, user_id: str) -> Instead | Settled | None:
    """The way back, once; or the command that has none."""
    step = await session.get(UndoStep, user_id, with_for_update=True)
    if step is None:
        return None
    if _SETTLED in step.pairs:
        return Settled(tuple(step.path.split(" ")))
    way_back = Instead(tuple(step.path.split(" ")), dict(step.pairs))
    await session.delete(step)
    await session.flush()
    return way_back


async def forget_steps(session: AsyncSession, before: datetime) -> None:
    """Nobody takes back a step that old."""
    await session.execute(delete(UndoStep).where(UndoStep.done_at < before))
