"""Who may see what of a translation: reviewed text always, anything else marked, or told to be missing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.guidance.entries import GuidanceEntry, WhenOutdated
from bot.guidance.values import ReviewState, Section


class Showing(StrEnum):
    """What becomes of a section.

    PLAIN: said as it is. DRAFT, OUTDATED: said with that notice. OLD_DRAFT: said with both. WITHHELD: a draft
    that is not said here. HIDDEN: outdated, and not to be said. MISSING: there is nothing to say.
    """

    PLAIN = "plain"
    DRAFT = "draft"
    OUTDATED = "outdated"
    OLD_DRAFT = "old-draft"
    WITHHELD = "withheld"
    HIDDEN = "hidden"
    MISSING = "missing"

    @property
    def said(self) -> bool:
        return self not in {Showing.WITHHELD, Showing.HIDDEN, Showing.MISSING}

    @property
    def draft(self) -> bool:
        return self in {Showing.DRAFT, Showing.OLD_DRAFT}

    @property
    def outdated(self) -> bool:
        return self in {Showing.OUTDATED, Showing.OLD_DRAFT}


def showing(state: ReviewState, rules: GuidanceEntry, *, alone: bool, ever_reviewed: bool) -> Showing:
    """``alone``: one person reads it, in a direct chat.

    What is outdated and was never reviewed is a draft first: it is shown where a draft is.
    """
    drafts = rules.show_drafts and alone
    match state:
        case ReviewState.MISSING:
            return Showing.MISSING
        case ReviewState.REVIEWED:
            return Showing.PLAIN
        case ReviewState.DRAFT:
            return Showing.DRAFT if drafts else Showing.WITHHELD
        case ReviewState.OUTDATED if rules.outdated is WhenOutdated.HIDE:
            return Showing.HIDDEN
        case ReviewState.OUTDATED if ever_reviewed:
            return Showing.OUTDATED
        case _:
            return Showing.OLD_DRAFT if drafts else Showing.WITHHELD


def said(found: Mapping[Section, Showing]) -> tuple[Section, ...]:
    """The sections that are said, in order."""
    return tuple(section for section in Section if section in found and found[section].said)
