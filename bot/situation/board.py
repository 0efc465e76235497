"""What the wallboard shows: numbers and names only, never a word that somebody wrote."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.situation.compiled import Count, KommunLevel
from bot.situation.values import Mode


@dataclass(frozen=True)
class PlannedHour:
    """How many joint messages are planned within the hour that begins at ``at``."""

    at: datetime
    number: int


Planned = Callable[[AsyncSession, datetime], Awaitable[Sequence[PlannedHour]]]
"""The joint messages that are planned from a moment on: whoever plans them hands this in."""


@dataclass(frozen=True)
class Silent:
    """An actor that has not reported; ``kommun`` is the code of one that is a kommun."""

    actor: str
    kommun: str | None = None


@dataclass(frozen=True)
class Board:
    """As every actor may see it: compiled like the version for ``ssr``, and all free text left out.

    ``asked`` and ``missing`` are actors of the round that is open, or of the last picture while none is.
    ``cases`` are those of the last picture, so that they say nothing that it does not.
    """

    county: KommunLevel
    levels: tuple[KommunLevel, ...]
    mode: Mode = Mode.ORDINARY
    mode_since: datetime | None = None
    picture: str | None = None
    version: int = 1
    picture_at: datetime | None = None
    """When the last picture was due."""
    asked: int = 0
    missing: tuple[Silent, ...] = ()
    open: bool = False
    """Whether a round is open now; otherwise it opens at ``opens_at``."""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    next_at: datetime | None = None
    """When the next picture is due; past: it is late."""
    cases: Mapping[str, Count] = field(default_factory=dict)
    messages: tuple[PlannedHour, ...] = ()
