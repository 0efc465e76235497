"""What other actors publish close to a message's time: they should know of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.pictures import actor_name
from bot.press.tables import MessageRow
from bot.press.values import State
from bot.register.section import Snapshot

PLANNED: Final = frozenset({State.CIRCULATED, State.APPROVED, State.SCHEDULED, State.HELD, State.PUBLISHING})
"""Where a time means something that is still to come, or is happening."""
_OUT: Final = frozenset({State.PARTLY, State.PUBLISHED, State.CORRECTED})
_MOST: Final = 5


@dataclass(frozen=True)
class Near:
    """Another actor's message close in time; its owner's name."""

    reference: str
    owner_id: str
    owner: str
    at: datetime
    state: State


async def near(
    session: AsyncSession, row: MessageRow, at: datetime, within: timedelta
) -> Sequence[MessageRow]:
    """Other actors' messages whose time is closer to ``at`` than that, the nearest first; five at most."""
    found = await session.scalars(
        select(MessageRow)
        .where(
            MessageRow.state.in_(sorted(PLANNED | _OUT)),
            MessageRow.publish_at > at - within,
            MessageRow.publish_at < at + within,
            MessageRow.owner != row.owner,
            MessageRow.exercise == row.exercise,
        )
        .order_by(MessageRow.publish_at, MessageRow.id)
        .limit(10 * _MOST)
    )
    nearest = sorted(found, key=lambda one: abs((one.publish_at or at) - at))
    return nearest[:_MOST]


def told(snapshot: Snapshot, found: Sequence[MessageRow]) -> tuple[Near, ...]:
    """With names in place of ids."""
    return tuple(
        Near(one.reference, one.owner, actor_name(snapshot, one.owner), one.publish_at, State(one.state))
        for one in found
        if one.publish_at is not None
    )


def clashing(times: Sequence[tuple[str, str, datetime]], within: timedelta) -> frozenset[str]:
    """Of messages (reference, owner, time) in order of time those that are close to another actor's."""
    found: set[str] = set()
    start = 0
    for index, (reference, owner, at) in enumerate(times):
        while at - times[start][2] >= within:
            start += 1
        for other, whose, _ in times[start:index]:
            if whose != owner:
                found |= {other, reference}
    return frozenset(found)
