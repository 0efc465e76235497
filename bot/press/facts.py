"""Questions about joint messages that other subjects and the web part may ask."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import room_at, rooms
from bot.press.bound import Bound, GuideTexts
from bot.press.calendar_entries import Planned, Standing, may_see_plans, planned
from bot.press.communicative import (
    AHEAD,
    Communication,
    MessageAhead,
    MessageOut,
    QuestionAsked,
    RumourHeard,
    communication,
)
from bot.press.entries import channels
from bot.press.feed_items import LANGUAGES, FeedItem, Words, items, standing
from bot.press.tables import MessageRow
from bot.press.talk_values import Asker, Spread, Truth
from bot.press.values import Act, State
from bot.register.section import Snapshot

__all__ = [
    "AHEAD",
    "LANGUAGES",
    "Act",
    "Asker",
    "Bound",
    "Communication",
    "FeedItem",
    "GuideTexts",
    "MessageAhead",
    "MessageOut",
    "Planned",
    "QuestionAsked",
    "RumourHeard",
    "Spread",
    "Standing",
    "State",
    "Truth",
    "Words",
    "communication",
    "is_open_room",
    "items",
    "may_see_plans",
    "open_rooms",
    "planned",
    "planned_hours",
    "standing",
]

_AHEAD: Final = timedelta(hours=24)
_COMING: Final = (State.CIRCULATED, State.APPROVED, State.SCHEDULED)


def open_rooms(snapshot: Snapshot) -> tuple[str, ...]:
    """Addresses that channels publish at and that are none of the register's rooms."""
    own = {entry.address for entry in rooms(snapshot)}
    found = dict.fromkeys(address for one in channels(snapshot) for address in one.rooms)
    return tuple(address for address in found if address not in own)


def is_open_room(snapshot: Snapshot, room_id: str) -> bool:
    """True for one of those: the bot is to be in it."""
    return any(room_at(snapshot, address) == room_id for address in open_rooms(snapshot))


async def planned_hours(session: AsyncSession, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """How many messages have a time within each hour of the next day; hours without any are left out."""
    found = await session.scalars(
        select(MessageRow.publish_at).where(
            MessageRow.state.in_(_COMING),
            MessageRow.publish_at >= now,
            MessageRow.publish_at < now + _AHEAD,
            ~MessageRow.exercise,
        )
    )
    hours = Counter(at.replace(minute=0, second=0, microsecond=0) for at in found if at is not None)
    return tuple(sorted(hours.items()))
