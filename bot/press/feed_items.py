"""What stands in the feeds: made of an edition with nothing in it but what the public may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.adapters import Edition
from bot.press.feed_tables import FeedItemRow
from bot.press.tables import ChannelRow, DeliveryRow
from bot.press.values import Act

SOURCE: Final = "sv"
LANGUAGES: Final = (SOURCE, "en", "ar", "ckb", "fr", "fa", "so", "es", "ti", "tr")
"""There is a feed in each of them, though nothing may stand in it yet; and in others as they are used."""
MOST: Final = 50
"""So many entries stand in a feed; older ones leave it."""


@dataclass(frozen=True)
class Words:
    """``body`` is Markdown; empty in what was retracted."""

    title: str
    body: str


@dataclass(frozen=True)
class FeedItem:
    """One entry. ``texts``: by language, the Swedish first. ``local``: names of actors and their own blocks.

    ``root``: what readers know it by, whatever corrections there are. ``published_at``: of the first of them.
    """

    reference: str
    root: str
    act: Act
    owner: str
    texts: Mapping[str, Words]
    published_at: datetime
    updated_at: datetime
    original: str | None = None
    """The reference of what a correction takes the place of."""
    target_group: str = ""
    contact: str = ""
    spokesperson: str = ""
    local: tuple[tuple[str, str], ...] = ()


def kept(edition: Edition) -> dict[str, Any]:
    """What is kept of an edition, as plain values: of a retraction the titles alone."""
    content, retracted = edition.content, edition.act is Act.RETRACT
    texts = {SOURCE: Words(content.title, content.body)}
    texts |= {
        code: Words(one.title, one.body)
        for code, one in sorted(content.variants.items())
        if one is not None and one.ready
    }
    if retracted:
        texts = {code: Words(one.title, "") for code, one in texts.items()}
    return {
        "reference": edition.reference,
        "act": edition.act.value,
        "owner": edition.owner,
        "texts": {code: asdict(one) for code, one in texts.items()},
        "original": edition.original,
        "target_group": content.target_group,
        "contact": "" if retracted else edition.contact,
        "spokesperson": "" if retracted else content.spokesperson,
        "local": [] if retracted else [list(one) for one in edition.local],
    }


async def standing(session: AsyncSession, now: datetime, most: int = MOST) -> tuple[int, ...]:
    """The ids of what stands there at this moment, the newest first: the same ids, the same feed."""
    found = await session.scalars(
        select(FeedItemRow.delivery_id)
        .where(
            FeedItemRow.shows_at <= now,
            or_(FeedItemRow.expires_at.is_(None), FeedItemRow.expires_at > now),
        )
        .order_by(FeedItemRow.shows_at.desc(), FeedItemRow.delivery_id.desc())
        .limit(most)
    )
    return tuple(found)


async def items(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, FeedItem]:
    """Those of the ids that a public channel has, in their order. No exercise is ever among them."""
    rows = await session.scalars(
        select(FeedItemRow)
        .join(DeliveryRow, DeliveryRow.id == FeedItemRow.delivery_id)
        .join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
        .where(FeedItemRow.delivery_id.in_(ids), ChannelRow.public, ~ChannelRow.exercise)
    )
    found = {row.delivery_id: _item(row) for row in rows}
    return {one: found[one] for one in ids if one in found}


def _item(row: FeedItemRow) -> FeedItem:
    known = row.content
    if row.shows_at is None:
        raise LookupError(row.root)
    return FeedItem(
        reference=known["reference"],
        root=row.root,
        act=Act(known["act"]),
        owner=known["owner"],
        texts={code: Words(**one) for code, one in known["texts"].items()},
        published_at=row.published_at or row.shows_at,
        updated_at=row.shows_at,
        original=known["original"],
        target_group=known["target_group"],
        contact=known["contact"],
        spokesperson=known["spokesperson"],
        local=tuple((name, block) for name, block in known["local"]),
    )
