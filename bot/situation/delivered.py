"""What became of a posting: it came through, perhaps late, or the homeserver refused it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.situation.copies import Copies
from bot.situation.desk import PICTURE, Desk
from bot.situation.picture_tables import PostingRow
from bot.situation.places import entry_at
from bot.situation.publish import PostingState
from bot.situation.said import LATE, Late, LateCause

_POSTING: Final = "posting-"


class PictureDelivery:
    """The ``DeliveryListener`` of posted pictures; the operations room is told of refusals without it."""

    subject: str = PICTURE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._copies = Copies(desk)

    async def delivered(
        self,
        session: AsyncSession,
        object_id: str,  # noqa: ARG002
        purpose: str,
        at: datetime,
        reached: frozenset[str],  # noqa: ARG002
    ) -> Sequence[Notice]:
        """Queued in time and come through late, it is marked in the message that stands there."""
        row = await _posting(session, purpose)
        if row is None or row.state != PostingState.QUEUED:
            return ()
        row.state, row.sent_at = PostingState.SENT, at
        if row.late or at - row.due_at <= LATE:
            return ()
        row.late = True
        await session.flush()
        return await self._copies.again(session, row, Late(row.due_at, at, LateCause.HOMESERVER))

    async def refused(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, error: str
    ) -> Sequence[Notice]:
        row = await _posting(session, purpose)
        if row is None or row.state != PostingState.QUEUED:
            return ()
        row.state, row.sent_at = PostingState.REFUSED, at
        await session.flush()
        entry = entry_at(await self._desk.snapshot(session), row.address)
        name = entry.name if entry is not None else row.address
        if entry is not None and entry.room_class is RoomClass.ROC:
            # It would be refused there again.
            return ()
        fields = {"object": object_id, "room": name, "error": error}
        return [Notice("picture.refused", ToClass(RoomClass.ROC), fields, thread=False)]


async def _posting(session: AsyncSession, purpose: str) -> PostingRow | None:
    """The row that a message of this purpose is the posting of."""
    if not purpose.startswith(_POSTING):
        return None
    number = int(purpose.removeprefix(_POSTING))
    return await session.get(PostingRow, number, with_for_update=True, populate_existing=True)
