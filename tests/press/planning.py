"""What the tests of planning share: messages with approvals and times, and what is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.press.tables import MessageRow
from bot.press.values import State
from bot.store.audit import AuditRow
from tests.cases.night import Said
from tests.press.day import PressDay
from tests.press.publishing import sign

SIGNED = frozenset({State.APPROVED, State.SCHEDULED, State.HELD})


async def message(
    day: PressDay, state: State = State.APPROVED, hours: float | None = None, **more: Any
) -> MessageRow:
    """Of Stockholm's, to go out in so many hours; with its approvals where the state says so."""
    if hours is not None:
        more.setdefault("publish_at", day.clock.now() + timedelta(hours=hours))
    row = await day.put(state, **more)
    if state in SIGNED:
        await sign(day, row)
    return row


async def plan(day: PressDay, who: str, text: str, room: str | None = None) -> list[Said]:
    """Type ``schemalägg`` or ``släpp`` and say yes; what follows from the yes."""
    await day.type(who, text, room)
    return await day.type(who, "ja", room)


def of(said: Sequence[Said], room: str) -> list[str]:
    """The new messages of a room."""
    return [one.body for one in said if one.room == room and one.edits is None]


def calls(said: Sequence[Said], words: str) -> set[str]:
    """Who is called by name where those words are said."""
    return {who for one in said if words in one.body for who in one.mentions}


async def deeds(day: PressDay) -> list[tuple[str, str, str]]:
    """Of the audit log: who, what, on what."""
    async with day.store.begin() as session:
        rows = await session.scalars(
            select(AuditRow).where(AuditRow.action.startswith("message.")).order_by(AuditRow.seq)
        )
        return [(row.actor, row.action, row.object) for row in rows]
