"""Read receipts and typing notices: at once when that is easy, never at the cost of anything else."""

from __future__ import annotations

import asyncio

import structlog

from bot.matrix.client import GuardedClient
from bot.matrix.errors import RateLimited, Rejected, Unreachable
from bot.matrix.forever import forever
from bot.matrix.http import path

_SIDE_BY_SIDE = 4
_TYPING_MS = 20_000
_SECONDS = 10.0
_AFTER_YOU = 0.1
"""The answer goes first: the homeserver serves one after the other, and nobody sees the difference."""


class Courtesy:
    """Remembers only the newest wish for each room, and drops what the homeserver does not want now."""

    def __init__(self, client: GuardedClient) -> None:
        self._client = client
        self._receipts: dict[str, str] = {}
        self._typing: dict[str, bool] = {}
        self._told: dict[str, bool] = {}
        self._wake = asyncio.Event()
        self._log = structlog.get_logger()

    def receipt(self, room_id: str, event_id: str) -> None:
        """This event, and so everything before it, was taken."""
        self._receipts[room_id] = event_id
        self._wake.set()

    def typing(self, room_id: str, *, on: bool) -> None:
        """An answer is being made, or is there."""
        if on == self._told.get(room_id, False):
            self._typing.pop(room_id, None)
            return
        self._typing[room_id] = on
        self._wake.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(_SIDE_BY_SIDE):
                tasks.create_task(forever("courtesy", self._next))

    async def _next(self) -> None:
        if not self._wake.is_set():
            await self._wake.wait()
            await asyncio.sleep(_AFTER_YOU)
        try:
            if self._receipts:
                await self._send_receipt()
            elif self._typing:
                await self._send_typing()
            else:
                self._wake.clear()
        except RateLimited as limit:
            self._receipts.clear()
            self._typing.clear()
            await asyncio.sleep(limit.retry_after)
        except (Unreachable, Rejected) as error:
            self._log.debug("matrix.courtesy_dropped", error=type(error).__name__)

    async def _send_receipt(self) -> None:
        room_id = next(iter(self._receipts))
        event_id = self._receipts.pop(room_id)
        where = path("rooms", room_id, "receipt", "m.read", event_id)
        await self._client.call("POST", where, {}, timeout=_SECONDS)

    async def _send_typing(self) -> None:
        room_id = next(iter(self._typing))
        on = self._typing.pop(room_id)
        self._told[room_id] = on
        where = path("rooms", room_id, "typing", self._client.user_id)
        body = {"typing": True, "timeout": _TYPING_MS} if on else {"typing": False}
        await self._client.call("PUT", where, body, timeout=_SECONDS)
