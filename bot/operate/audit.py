"""``rocbot audit verify``."""

from __future__ import annotations

from pathlib import Path

from bot.assembly import ground
from bot.errors import Fault
from bot.operate.screen import Screen
from bot.store import audit


async def verify(config: Path) -> int:
    """Go through the chain; the newest hash is shown, to be kept somewhere else.

    Raises:
        Fault: ``audit.broken`` with the first row that does not hold.
    """
    async with ground(config) as base, base.store.read() as session:
        verdict = await audit.verify(session)
    if verdict.broken is not None:
        raise Fault("audit.broken", row=verdict.broken)
    screen = Screen()
    screen.line(f"{verdict.rows} rader, kedjan är hel.")
    screen.line(f"Senaste radens hash: {verdict.head}")
    return 0
