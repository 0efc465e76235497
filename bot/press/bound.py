"""Texts that a message was made of and that others answer for: bound by their hash until it is out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Bound:
    """A section of the guide for parents in one language; ``hash``: SHA-256 in hex of what it says."""

    language: str
    section: str
    hash: str


class GuideTexts(Protocol):
    """Whoever answers for the guide."""

    async def lapsed(self, session: AsyncSession, texts: Sequence[Bound]) -> tuple[Bound, ...]:
        """Those of them that hold no longer: they say something else by now, or are reviewed no more."""
        ...

    async def shared(
        self, session: AsyncSession, languages: Sequence[str], reached: Mapping[str, int], now: datetime
    ) -> None:
        """They are out. ``reached``: how many addresses by kommun (its id), and by "" for several or none."""
        ...
