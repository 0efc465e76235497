"""(q) A command's round trip while ten pages for one kommun are made, beside an idle bot."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.guidance.languages import languages
from bot.store.engine import Store
from tests.bench.figures import Figure
from tests.bench.meanwhile import compared
from tests.guidance.day import ALM, GuideDay, direct
from tests.stores import data_keys


@dataclass
class _Print:
    """Somebody asks for a page in every language, and for those of the next day when they are there."""

    day: GuideDay
    taken: list[float] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            for one in languages():
                started = time.perf_counter()
                incoming = self.day.incoming(
                    ALM, f"!gängsnack {one.code} kommun:Nacka format:pdf", direct(ALM)
                )
                async with self.day.store.begin() as session:
                    await self.day.core.dispatcher.handle(session, incoming)
                self.taken.append(time.perf_counter() - started)
            # a page that was made is kept as long as it says the same
            self.day.clock.advance(timedelta(days=1))


async def measure(directory: Path) -> Sequence[Figure]:
    store = Store(f"sqlite+aiosqlite:///{directory}/pages.db", data_keys())
    try:
        await store.create_all()
        day = await GuideDay(store).open()
        return await compared(day, _Print(day), part="q", doing="pages are made", made="pages made")
    finally:
        await store.dispose()
