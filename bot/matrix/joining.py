"""Which rooms the bot goes into: direct chats of registered people, named rooms, and what replaces them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import structlog

from bot.matrix.batch import Batch
from bot.matrix.client import GuardedClient
from bot.matrix.errors import RateLimited, Rejected, Unreachable
from bot.matrix.forever import forever
from bot.matrix.http import path
from bot.matrix.room_state import ChangeKind, RoomState
from bot.matrix.rooms import RoomDirectory

_PAUSE = 5.0


class Doorman:
    """Joins and declines in the background; what a crash leaves undecided is decided at the next start."""

    def __init__(
        self,
        *,
        client: GuardedClient,
        directory: RoomDirectory,
        is_registered: Callable[[str], bool],
        is_named: Callable[[str], bool],
        decline_reason: str,
    ) -> None:
        """``is_named`` says whether the register names a room; ``decline_reason`` is what others read."""
        self._client = client
        self._directory = directory
        self._is_registered = is_registered
        self._is_named = is_named
        self._reason = decline_reason
        self._undecided: asyncio.Queue[str] = asyncio.Queue()
        self._log = structlog.get_logger()

    def reconsider(self, named: Iterable[str] = ()) -> None:
        """Look again at open invites and upgrades, and try to enter the rooms that the register names.

        At start, and when the register has changed.
        """
        for room_id in named:
            room = self._directory.state(room_id)
            if room is None or room.membership == "leave":
                self._undecided.put_nowait(room_id)
        for room in self._directory.rooms():
            if room.membership == "invite":
                self._undecided.put_nowait(room.room_id)
            elif room.membership == "join" and room.replaced_by:
                self._undecided.put_nowait(room.replaced_by)

    def notice(self, batch: Batch) -> None:
        """A sync brought invites, new rooms or tombstones."""
        for room_id in batch.invited:
            self._undecided.put_nowait(room_id)
        for change in batch.changes:
            if change.kind is ChangeKind.REPLACED and change.room:
                self._undecided.put_nowait(change.room)
            elif change.kind is ChangeKind.JOINED and change.user_id == self._client.user_id:
                self._undecided.put_nowait(change.room_id)

    async def run(self) -> None:
        """Decide, one room after the other, until cancelled."""
        await forever("doorman", self._next)

    async def _next(self) -> None:
        room_id = await self._undecided.get()
        try:
            await self._decide(room_id)
        except (RateLimited, Unreachable) as error:
            self._log.info("matrix.join_waits", room=room_id, error=type(error).__name__)
            await asyncio.sleep(error.retry_after or _PAUSE)
            self._undecided.put_nowait(room_id)
        except Rejected as error:
            self._log.warning("matrix.join_refused", room=room_id, errcode=error.errcode)

    async def _decide(self, room_id: str) -> None:
        room = self._directory.state(room_id)
        old = self._heir_of(room_id)
        if room is not None and room.membership == "join":
            if old and room.predecessor != old.room_id and not self._wanted(room):
                self._log.warning("matrix.false_heir", room=room_id)
                await self._leave(room_id)
        elif old or self._is_named(room_id) or (room is not None and self._wanted(room)):
            await self._join(room_id)
        elif room is not None and room.membership == "invite" and not self._knows(room.inviter):
            # A registered person's invite stays open: the register may name the room later.
            self._log.info("matrix.invite_declined", room=room_id, inviter=room.inviter)
            await self._leave(room_id)

    def _wanted(self, room: RoomState) -> bool:
        if self._is_named(room.room_id):
            return True
        return room.direct and self._knows(room.inviter or self._directory.direct_with(room.room_id))

    def _knows(self, who: str | None) -> bool:
        return who is not None and self._is_registered(who)

    def _heir_of(self, room_id: str) -> RoomState | None:
        """The room that says that this one replaces it, when the bot is in it."""
        for room in self._directory.rooms():
            if room.replaced_by == room_id and room.membership == "join":
                return room
        return None

    async def _join(self, room_id: str) -> None:
        await self._client.call("POST", path("rooms", room_id, "join"), {})

    async def _leave(self, room_id: str) -> None:
        await self._client.call("POST", path("rooms", room_id, "leave"), {"reason": self._reason})
