"""What every use case of the guide is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Place, RoomClass
from bot.duty.facts import Duty
from bot.guidance.shelf import Shelf
from bot.guidance.tongue import Tongue
from bot.register.section import Snapshot, StaleAfter, ninety_days
from bot.work.files import NoFiles, SentFiles

GUIDE: Final = "guide"
"""Subject of ``About`` for the language that was handed out; the object is its code."""
REVIEW: Final = "guide-review"
"""A section that a reviewer was shown: the object is ``so/oro/`` and the beginning of its text's hash."""


class Register(Protocol):
    """The register in force."""

    async def current(self, session: AsyncSession) -> Snapshot: ...


@dataclass(frozen=True)
class Desk:
    """Register, who is on duty, the texts, and the zone of all times."""

    register: Register
    duty: Duty
    shelf: Shelf
    zone: ZoneInfo
    stale_after: StaleAfter = ninety_days
    """How old a number may be before its unit is reported every morning anyway."""
    typefaces: Path | None = None
    """The folder of those that print is set in; None: where ``make setup`` puts them."""
    files: SentFiles = field(default_factory=NoFiles)

    async def snapshot(self, session: AsyncSession) -> Snapshot:
        return await self.register.current(session)

    async def tongue(self, session: AsyncSession, code: str) -> Tongue:
        """Raises KeyError for a language that the guide is not made in."""
        return Tongue(await self.shelf.texts(session, code), self.zone)


def room_kommun(place: Place) -> str | None:
    """In a room of a kommun and the police that kommun is meant where none is named; its code."""
    return place.owner if place.room_class is RoomClass.KOMMUN_POLIS else None
