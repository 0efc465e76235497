"""Running numbers, the references made of them, and references as people type them: ``bu 31`` is BU-0031."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.tables import PressCounter
from bot.store.upsert import insert_new

MESSAGES: Final = "BU"
RUMOURS: Final = "RY"
QUESTIONS: Final = "FR"
_LATEST: Final = frozenset({"senaste", "senast", "latest", "last"})


async def hold(session: AsyncSession, name: str) -> int:
    """Nobody else counts on under this name until the transaction ends; the next number, taken."""
    await insert_new(session, PressCounter, PressCounter.name, [{"name": name, "last": 0}])
    row = await session.scalar(
        select(PressCounter)
        .where(PressCounter.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise LookupError(name)
    row.last += 1
    await session.flush()
    return row.last


async def next_reference(session: AsyncSession, prefix: str) -> str:
    """BU-0031, RY-0007, FR-0012."""
    return f"{prefix}-{await hold(session, prefix):04d}"


def typed(prefix: str, text: str) -> str | None:
    """The reference that was meant, or None when it is none of that kind."""
    found = re.fullmatch(rf"\W*(?:{prefix})?[\W_]*0*(?P<number>\d{{1,6}})\W*", text, re.IGNORECASE)
    return f"{prefix}-{int(found['number']):04d}" if found else None


def is_latest(text: str) -> bool:
    return text.strip().casefold() in _LATEST
