"""What a person sees while the bot works: that it has read a command, and that an answer is being made."""

from __future__ import annotations

import asyncio
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Incoming
from bot.work.beforehand import Beforehand
from bot.work.inbox import Handler, OnFault

_SLOW = 0.5


class Courtesy(Protocol):
    """The edge's read receipts and typing notices: remembered and sent aside, never waited for."""

    def receipt(self, room_id: str, event_id: str) -> None: ...

    def typing(self, room_id: str, *, on: bool) -> None: ...


class Manners:
    """A receipt at once for what was a command; typing when its answer takes more than half a second."""

    def __init__(self, courtesy: Courtesy) -> None:
        self._courtesy = courtesy
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def taken(self, incoming: Incoming) -> None:
        """The message was for the bot."""
        self._courtesy.receipt(incoming.room_id, incoming.event_id)
        if incoming.inbox_id not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[incoming.inbox_id] = loop.call_later(_SLOW, self._typing, incoming.room_id)

    def around(self, handler: Handler) -> Handler:
        """The same handler, with the typing notice taken back when it has ended."""

        async def handle(session: AsyncSession, incoming: Incoming) -> None:
            at_work = False
            try:
                await handler(session, incoming)
            except Beforehand:
                at_work = True
                raise
            finally:
                if not at_work:
                    self._ended(incoming)

        return handle

    def after(self, on_fault: OnFault) -> OnFault:
        """The same teller of faults; what was done beforehand and failed is not handled again."""

        async def tell(session: AsyncSession, incoming: Incoming, reference: str, error: Exception) -> None:
            self._ended(incoming)
            await on_fault(session, incoming, reference, error)

        return tell

    def _ended(self, incoming: Incoming) -> None:
        timer = self._timers.pop(incoming.inbox_id, None)
        if timer is not None:
            timer.cancel()
            self._courtesy.typing(incoming.room_id, on=False)

    def _typing(self, room_id: str) -> None:
        self._courtesy.typing(room_id, on=True)
