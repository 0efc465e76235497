"""What the bot has pinned: which earlier pins a new one takes the place of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxKind, OutboxRow

_LOOKED_AT = 50
"""Each pin takes away the one before it, so that more than a few are never left."""


async def former_pins(session: AsyncSession, row: OutboxRow) -> Sequence[str]:
    """The messages pinned in the row's target before it, about the same subject as its own message."""
    pin, message, of_theirs, of_ours = (
        aliased(OutboxRow),
        aliased(OutboxRow),
        aliased(EventRef),
        aliased(EventRef),
    )
    same_subject = exists().where(
        of_theirs.outbox_id == message.id,
        of_ours.outbox_id == row.edits_id,
        of_theirs.subject == of_ours.subject,
    )
    earlier = (
        select(message.event_id)
        .join(pin, pin.edits_id == message.id)
        .where(
            pin.kind == OutboxKind.PIN,
            pin.target == row.target,
            pin.id < row.id,
            message.id != row.edits_id,
            message.event_id.is_not(None),
            same_subject,
        )
        .order_by(pin.id.desc())
        .limit(_LOOKED_AT)
    )
    return [found for found in await session.scalars(earlier) if found is not None]
