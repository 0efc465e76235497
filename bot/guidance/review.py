"""How far each section of a language has come: who has approved which text, and if it is the one of now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance.catalogue import Texts, source_hash, text_hash
from bot.guidance.languages import SOURCE
from bot.guidance.source import lines
from bot.guidance.tables import ReviewRow
from bot.guidance.values import Line, ReviewState, Section


@dataclass(frozen=True)
class Review:
    """Somebody's yes: ``reviewer`` is a user id, ``organisation`` an actor's id in the register."""

    reviewer: str
    organisation: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """One section of one language.

    ``reviews`` are of this very translation, the newest first. An outdated one has them when it was approved
    for the Swedish that it was made from; without any, nobody has ever approved what it says, and it is as
    much a draft as it is outdated.
    ``missing`` and ``changed`` are the lines that are not translated, and those whose Swedish is another.
    """

    section: Section
    state: ReviewState
    text_hash: str
    source_hash: str
    reviews: tuple[Review, ...] = ()
    missing: tuple[Line, ...] = ()
    changed: tuple[Line, ...] = ()

    @property
    def approved(self) -> bool:
        """Whether what it says was ever approved; Swedish is the source, and needs nobody's yes."""
        return self.state is ReviewState.REVIEWED or bool(self.reviews)

    @property
    def latest(self) -> Review | None:
        return self.reviews[0] if self.reviews else None


async def states(session: AsyncSession, texts: Texts) -> Mapping[Section, ReviewState]:
    """The state of every section, in reading order."""
    return {section: one.state for section, one in (await standing(session, texts)).items()}


async def standing(session: AsyncSession, texts: Texts) -> Mapping[Section, Standing]:
    """Every section with who has approved it and when."""
    rows: Sequence[ReviewRow] = ()
    if texts.language != SOURCE:
        wanted = select(ReviewRow).where(ReviewRow.language == texts.language)
        rows = (await session.scalars(wanted.order_by(ReviewRow.id.desc()))).all()
    return {section: weighed(texts, section, rows) for section in Section}


def weighed(texts: Texts, section: Section, rows: Sequence[ReviewRow]) -> Standing:
    """One section, by the approvals of its language, the newest first."""
    said, source = text_hash(texts, section), source_hash(section)
    found = [one for one in rows if one.section == section and one.text_hash == said]
    missing = tuple(line for line in lines(section) if texts.entry(line) is None)
    changed = tuple(line for line in lines(section) if line not in missing and texts.outdated(line))
    return Standing(
        section,
        _state(texts, found, source, missing=bool(missing), changed=bool(changed)),
        said,
        source,
        tuple(Review(one.reviewer, one.organisation, one.at) for one in found),
        missing,
        changed,
    )


def _state(
    texts: Texts, found: Sequence[ReviewRow], source: str, *, missing: bool, changed: bool
) -> ReviewState:
    if texts.language == SOURCE:
        return ReviewState.REVIEWED
    if missing:
        return ReviewState.MISSING
    if changed:
        return ReviewState.OUTDATED
    return ReviewState.REVIEWED if any(one.source_hash == source for one in found) else ReviewState.DRAFT
