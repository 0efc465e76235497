"""What the tests of sharing do besides typing: reviews that come and go, translations that change, guides."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import files

from sqlalchemy import delete, select

from bot.guidance.catalogue import source_hash, text_hash
from bot.guidance.entries import GuideEntry
from bot.guidance.shelf import Shelf
from bot.guidance.tables import CatalogueRow, HandedOutRow, ReviewRow
from bot.guidance.values import Section
from bot.register.load import Loaded
from tests.guidance.day import guide_entry
from tests.press.day import DAHL, NORD, STRAND, PressDay, changed

SHARE = "!gängsnack dela somaliska till:natverket signeras:Stockholm, polisen ägare:Stockholm"
WHOLE = tuple(Section)


async def review(day: PressDay, language: str, *sections: Section) -> None:
    """Somebody has approved these sections (or all) as they read now."""
    async with day.store.begin() as session:
        texts = await Shelf().texts(session, language)
        for one in sections or WHOLE:
            session.add(
                ReviewRow(
                    language=language,
                    section=one.value,
                    text_hash=text_hash(texts, one),
                    source_hash=source_hash(one),
                    reviewer="@sprak-palm:localhost",
                    organisation="huddinge",
                    at=day.clock.now(),
                )
            )


async def withdraw(day: PressDay, language: str) -> None:
    """Nobody stands for the language any more."""
    async with day.store.begin() as session:
        await session.execute(delete(ReviewRow).where(ReviewRow.language == language))


async def translate_anew(day: PressDay, language: str, before: str, after: str) -> None:
    """A translation is imported in which some words are others; it is as reviewed as it is."""
    place = files("translations").joinpath(language, "LC_MESSAGES", "gangsnack.po")
    text = place.read_text(encoding="utf-8")
    assert before in text
    po = text.replace(before, after).encode()
    async with day.store.begin() as session:
        session.add(
            CatalogueRow(
                language=language,
                po=po,
                checksum=hashlib.sha256(po).hexdigest(),
                imported_at=day.clock.now(),
                imported_by="@admin-moberg:localhost",
            )
        )


def with_guides(*codes: str) -> Loaded:
    """The example, with an official guide in these languages and no other."""
    guides: Mapping[str, GuideEntry] = {code: guide_entry(code) for code in codes}
    return Loaded({**changed().entries, GuideEntry: guides})


async def signed_and_planned(day: PressDay, time: str = "09:00", reference: str = "BU-0001") -> None:
    """It is sent round, approved by both, and given a time."""
    await day.type(NORD, f"!budskap skicka {reference}")
    for who in (DAHL, STRAND):
        await day.type(who, f"!budskap godkänn {reference} rev 1")
    await day.type(NORD, f"!budskap schemalägg {reference} {time}")
    await day.type(NORD, "ja")


async def counted(day: PressDay) -> dict[tuple[str, str, str], int]:
    """By language, kommun and what."""
    async with day.store.begin() as session:
        rows = await session.scalars(select(HandedOutRow))
        return {(one.language, one.kommun, one.what): one.times for one in rows}
