"""Work that must never end: an unexpected error is written down and the work taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import Fault
from bot.log import where
from bot.matrix.errors import LoggedOut

_PAUSE = 2.0


async def forever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work again and again.

    Raises:
        LoggedOut, Fault: an operator must act.
    """
    while True:
        try:
            await work()
        except (LoggedOut, Fault):
            raise
        except Exception as error:  # noqa: BLE001 - that nobody foresaw it must not make the bot deaf
            structlog.get_logger().error("matrix.unforeseen", work=name, **where(error))
            await asyncio.sleep(_PAUSE)
