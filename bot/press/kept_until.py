"""From when the time counts that a message is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.content import from_json
from bot.press.pictures import revision_of
from bot.press.tables import MessageRow, RemarkRow, RevisionRow, SignOffRow
from bot.press.values import State

_ON_ITS_WAY: Final = frozenset({State.SCHEDULED, State.PUBLISHING})
_OUT: Final = frozenset({State.PARTLY, State.PUBLISHED, State.CORRECTED})


async def kept_from(session: AsyncSession, row: MessageRow) -> datetime | None:
    """The latest of everything that happened to it, or still will; None while it is on its way out.

    Of what is out, its last day counts as well; of what never came out, its time and whatever was done with
    it, so that a forgotten draft is not kept for ever.
    """
    if row.state in _ON_ITS_WAY:
        return None
    moments = [row.created_at, row.circulated_at, row.publish_at, row.published_at, row.ended_at]
    for column, of in (
        (RevisionRow.made_at, RevisionRow.message_id),
        (SignOffRow.at, SignOffRow.message_id),
        (RemarkRow.at, RemarkRow.message_id),
    ):
        moments.append(await session.scalar(select(func.max(column)).where(of == row.id)))
    if row.state in _OUT:
        content = (await revision_of(session, row)).content
        moments.append(from_json(content).expires_at if content is not None else None)
    return max(moment for moment in moments if moment is not None)


async def corrected_from(session: AsyncSession, row: MessageRow) -> datetime | None:
    """From when what corrects it is kept; None when nothing does.

    It is kept as long: the feeds know the whole chain by the name of the first.
    """
    found: datetime | None = await session.scalar(
        select(func.max(MessageRow.keep_from)).where(MessageRow.corrects_id == row.id)
    )
    return found
