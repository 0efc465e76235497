"""A picture that went out, compiled again for whoever asks, as wide as they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Place, RoomClass
from bot.draw.picture import Picture
from bot.situation.audience import Sight
from bot.situation.compile import compile_version
from bot.situation.compiled import Inputs, Version
from bot.situation.picture_tables import PictureImage, PictureRow
from bot.situation.pictures import inputs_of, latest_published, published
from bot.situation.values import Audience
from bot.situation.wanted import PictureNumber


@dataclass(frozen=True)
class PastPicture:
    """``inputs`` hold reports of every audience: nothing of them is shown but through ``version``."""

    picture_id: int
    version: Version
    inputs: Inputs
    published_at: datetime | None


async def past_picture(
    session: AsyncSession, number: PictureNumber | None, sight: Sight, place: Place | None = None
) -> PastPicture | None:
    """The picture of that number, without one the latest; None when there is none or it was erased.

    ``place``: in a kommun–polis room it is the local picture.
    """
    row = (
        await latest_published(session)
        if number is None
        else await published(session, number.reference, number.version)
    )
    if row is None or row.inputs is None:
        return None
    kommun = None
    if place is not None and place.room_class is RoomClass.KOMMUN_POLIS and sight.answer_to is None:
        kommun = place.owner
    return made_again(row, sight.audience, kommun)


def made_again(row: PictureRow, audience: Audience, kommun: str | None = None) -> PastPicture:
    """Raises ``LookupError`` when its time is over and it was erased."""
    inputs = inputs_of(row)
    version = compile_version(
        inputs,
        audience,
        version=row.version,
        kommun=kommun,
        held=row.held,
        corrects=row.version - 1 if row.version > 1 else None,
        reason=row.reason,
    )
    return PastPicture(row.id, version, inputs, row.published_at)


async def drawn_before(session: AsyncSession, picture: PastPicture) -> Picture | None:
    """Its map as it was posted, while that is kept; a local picture's was never drawn."""
    version = picture.version
    if version.kommun is not None:
        return None
    row = await session.scalar(
        select(PictureImage).where(
            PictureImage.picture_id == picture.picture_id, PictureImage.audience == version.audience.value
        )
    )
    return None if row is None else Picture(row.svg, row.png, row.width, row.height)
