"""A bell wakes a runner; the database holds the work, so a lost ring costs a moment and never a message."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung by whoever stored work, waited for by whoever does it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake the waiter; ringing twice before it wakes is one wake."""
        self._event.set()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 - a poll that is cut short by the bell
        """Wait at most ``timeout`` seconds; True when it was rung."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        finally:
            self._event.clear()
        return True
