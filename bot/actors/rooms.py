"""Whether a room may hear what is told only to those it concerns."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import strangers, trusted_room
from bot.chat.message import RoomView
from bot.register.source import RegisterSource


class SafeRooms:
    """Asks register and Matrix at the moment of the question: members come and go."""

    def __init__(self, source: RegisterSource, view: RoomView) -> None:
        self._source = source
        self._view = view

    async def safe(self, session: AsyncSession, room_id: str) -> bool:
        """True when the room is encrypted and the register knows every member."""
        return trusted_room(await self._source.current(session), self._view, room_id)

    async def strangers(self, session: AsyncSession, room_id: str) -> tuple[str, ...]:
        """Members whom the register does not know."""
        return strangers(await self._source.current(session), self._view, room_id)

    def known(self, room_id: str) -> bool:
        """True while the bot is there and sees somebody."""
        return bool(self._view.members(room_id))

    def absent(self, room_id: str, people: Iterable[str]) -> tuple[str, ...]:
        """Those of them who have not come into the room: what is said there does not reach them."""
        present = self._view.present(room_id)
        return tuple(user_id for user_id in people if user_id not in present)
