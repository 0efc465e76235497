"""What the services answer the one who asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cases.linked import Linked, LinkKind
from bot.cases.picture import CaseDetails, CasePicture
from bot.law.facts import Hint


@dataclass(frozen=True)
class Answer:
    """``done`` False: it was so already, and nothing changed.

    ``details`` None where they do not belong. ``own_unit``: the asker answers for the unit that has it.
    """

    picture: CasePicture
    details: CaseDetails | None = None
    done: bool = True
    as_unit: bool = False
    partner_details: CaseDetails | None = None
    """Of the other leg, for the one who raised both."""
    hint: Hint | None = None
    """The page on the law that fits the step."""


@dataclass(frozen=True)
class Reach:
    """Whom an exercise with real units calls: the chain's units in turn, and the people called first."""

    units: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True)
class Joined:
    """Two cases that hang together, or no longer; ``done`` False: it was so already."""

    first: CasePicture
    second: CasePicture
    kind: LinkKind
    removed: bool = False
    done: bool = True


@dataclass(frozen=True)
class Happening:
    """A line of the time line."""

    at: datetime
    verb: str
    unit: str | None
    actor: str | None
    reason: str | None


@dataclass(frozen=True)
class Shown:
    picture: CasePicture
    details: CaseDetails | None
    history: Sequence[Happening]
    may: Sequence[str]
    """The verbs that the asker may use on it now."""
    links: Sequence[Linked] = ()
    """Cases that it hangs together with, as far as the asker may hear of them."""


@dataclass(frozen=True)
class Listed:
    cases: Sequence[CasePicture]
    more: bool
    """There are others beyond those shown."""
