"""How a message stands on each of its channels, for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.press.desk import MESSAGE, Desk
from bot.press.pictures import MessagePicture, picture_of
from bot.press.sight import answer_to, the_one
from bot.press.spread import PublicationPicture, publication_picture
from bot.press.states import OUT
from bot.press.tables import MessageRow, PublicationRow
from bot.press.values import State

_SHOWN: Final = OUT | {State.SCHEDULED, State.RETRACTED, State.STOPPED}


@dataclass(frozen=True)
class ChannelsShown:
    """``publications``: the message itself, and its retraction; none before it is made ready."""

    picture: MessagePicture
    publications: tuple[PublicationPicture, ...]


class ShowChannels:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Who has it, who has not and why.

        Raises:
            Refusal: no such message, or more than one that may be meant.
        """
        row, _ = await the_one(call, reference, _SHOWN)
        snapshot = await self._desk.snapshot(call.session)
        picture = await picture_of(call.session, snapshot, row, call.now)
        found = [
            await publication_picture(call.session, snapshot, one, call.now)
            for one in await _publications(call.session, row)
        ]
        return Outcome(
            ChannelsShown(picture, tuple(found)), (), About(MESSAGE, row.reference, "answer"), answer_to(call)
        )


async def _publications(session: AsyncSession, row: MessageRow) -> Sequence[PublicationRow]:
    wanted = select(PublicationRow).where(PublicationRow.message_id == row.id).order_by(PublicationRow.id)
    return (await session.scalars(wanted)).all()
