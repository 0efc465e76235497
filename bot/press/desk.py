"""What every use case of joint messages is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.bound import GuideTexts
from bot.register.section import Snapshot
from bot.work.despatch import Despatches

MESSAGE: Final = "message"
PUBLICATION: Final = "publication"
RUMOUR: Final = "rumour"
QUESTION: Final = "question"
"""Subjects of ``About``: what a reply to one of our messages is about. The object is the reference.

MESSAGE: the work on it, among those who write and sign; PUBLICATION: what went out.
"""


class Register(Protocol):
    """The register in force."""

    async def current(self, session: AsyncSession) -> Snapshot: ...


class Rooms(Protocol):
    """What has to be known of a room before anything unpublished is said there."""

    async def safe(self, session: AsyncSession, room_id: str) -> bool:
        """True when the room is encrypted and the register knows every member."""
        ...

    async def strangers(self, session: AsyncSession, room_id: str) -> tuple[str, ...]:
        """Members whom the register does not know."""
        ...

    def known(self, room_id: str) -> bool:
        """True while the bot is there and sees somebody."""
        ...

    def absent(self, room_id: str, people: Iterable[str]) -> tuple[str, ...]:
        """Those of them who have not come into the room."""
        ...


class Devices(Protocol):
    """What a device is worth now, which may be less than when it signed something."""

    async def trusted(self, session: AsyncSession, user_id: str, device_id: str | None) -> bool | None:
        """True while its owner has signed it, and the owner's identity is the one that is known.

        None while nobody can say, as right after the start.
        """
        ...


@dataclass(frozen=True)
class Desk:
    """Register, rooms and devices as they are, the zone of all times, the way out by mail and webhook.

    ``guide``: whether texts of the guide for parents still hold.
    """

    register: Register
    rooms: Rooms
    zone: ZoneInfo
    devices: Devices
    despatches: Despatches
    guide: GuideTexts

    async def snapshot(self, session: AsyncSession) -> Snapshot:
        return await self.register.current(session)
