"""A bell wakes a runner; the database holds the work, so a lost ring costs a moment and never a message.

Who rings may say where the work is (a room, a target): the runner then goes there without looking for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Any


class Bell:
    """Rung by whoever stored work, waited for by whoever does it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._where: set[Hashable] = set()
        self._anywhere = False

    def ring(self, *where: Hashable) -> None:
        """Wake the waiter; ringing twice before it wakes is one wake."""
        self._where.update(where)
        self._anywhere = self._anywhere or not where
        self._event.set()

    async def wait(self, timeout: float) -> frozenset[Any] | None:  # noqa: ASYNC109 - a poll, cut short
        """Wait at most ``timeout`` seconds; where the work is, or None when it has to be looked for."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            self._anywhere = True
        where, anywhere = frozenset(self._where), self._anywhere
        self._event.clear()
        self._where.clear()
        self._anywhere = False
        return None if anywhere else where
