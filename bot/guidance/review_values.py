"""What a review leads to, for those who tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.guidance.languages import Language
from bot.guidance.review import Standing
from bot.guidance.review_shown import Shown
from bot.guidance.values import ReviewState, Section


@dataclass(frozen=True)
class Asked:
    """What somebody means: a language, and where a shown section is answered, that one in those words."""

    language: str
    section: Section | None = None
    text_hash: str | None = None


@dataclass(frozen=True)
class Reviewer:
    """Who has approved: the names of a person and an organisation."""

    name: str
    organisation: str
    at: datetime


@dataclass(frozen=True)
class Walk:
    """How far a language has come. ``shown``: the section whose texts follow in messages of their own."""

    language: Language
    sections: Mapping[Section, Standing]
    reviewers: Mapping[Section, tuple[Reviewer, ...]]
    shown: Shown | None

    @property
    def left(self) -> int:
        return sum(one.state is not ReviewState.REVIEWED for one in self.sections.values())


@dataclass(frozen=True)
class Approved:
    """``repeated``: the caller had approved this very text before. ``walk`` goes on with what waits."""

    section: Section
    code: str
    repeated: bool
    others: tuple[Reviewer, ...]
    walk: Walk


@dataclass(frozen=True)
class Changed:
    """Nothing was approved: the section, shown again in ``walk``, is another than the one that was read."""

    section: Section
    walk: Walk


@dataclass(frozen=True)
class Hint:
    """A sign or a ja is no approval: how a section is approved, to somebody who gave one."""

    language: Language
    section: Section


@dataclass(frozen=True)
class TakenBack:
    language: Language
    section: Section
    state: ReviewState
    others: tuple[Reviewer, ...]
