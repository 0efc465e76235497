"""What every use case of the lägesbild is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import has_role, people
from bot.chat.message import Role
from bot.chat.outcome import Notice
from bot.register.section import Snapshot

REPORT: Final = "report"
ROUND: Final = "round"
PICTURE: Final = "picture"
REVIEW: Final = "review"
REQUEST: Final = "request"
NEED: Final = "need"
MODE: Final = "mode"
ROLL: Final = "roll"
"""Subjects of ``About``: what a reply to one of our messages is about. The object is the reference.

PICTURE: as it was posted; REVIEW: the working version, before it goes out. LB-1121-1.2 is a second version.
ROLL: who has answered a round or a request, as ROC sees it; what people write below it is talk.
"""


class Register(Protocol):
    """The register in force."""

    async def current(self, session: AsyncSession) -> Snapshot: ...


class Rooms(Protocol):
    """What has to be known of a room before anything is posted there."""

    async def safe(self, session: AsyncSession, room_id: str) -> bool:
        """True when the room is encrypted and the register knows every member."""
        ...

    async def strangers(self, session: AsyncSession, room_id: str) -> tuple[str, ...]:
        """Members whom the register does not know."""
        ...

    def absent(self, room_id: str, people: Iterable[str]) -> tuple[str, ...]:
        """Those of them who have not come into the room: what is said there does not reach them."""
        ...


ModeChanged = Callable[[AsyncSession, datetime], Awaitable[Sequence[Notice]]]
"""What another subject does when the mode is another one, in the same transaction; who is told."""


async def nothing_follows(session: AsyncSession, now: datetime) -> Sequence[Notice]:  # noqa: ARG001
    """Where nobody else asks for the mode."""
    return ()


@dataclass(frozen=True)
class Desk:
    """The register, the rooms as they are, the zone in which postings are planned.

    ``mode_changed``: what follows from it, but for an exercise's.
    """

    register: Register
    rooms: Rooms
    zone: ZoneInfo
    mode_changed: ModeChanged = nothing_follows

    async def snapshot(self, session: AsyncSession) -> Snapshot:
        return await self.register.current(session)


def duty_officers(snapshot: Snapshot) -> tuple[str, ...]:
    """Who may review and publish, and is called when something cannot wait."""
    return tuple(one.id for one in people(snapshot) if has_role(snapshot, one.id, Role.TIB))
