"""(q) A command's round trip while ten pages for one kommun are made, beside an idle bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.guidance.languages import languages
from bot.store.engine import Store
from tests.bench.figures import Figure, ms, percentile
from tests.guidance.day import ALM, KVIST, ROC, GuideDay, direct
from tests.stores import data_keys

_ROUNDS = 150
_WARM_UP = 20
_PAUSE = 0.02
_MOST = 1.5


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
        printing = _Print(day)
        idle, busy = list[float](), list[float]()
        for _ in range(_WARM_UP):
            await _ask(day)
        # in turn, so that a machine that slows down meets both alike
        for _ in range(3):
            idle += await _asked(day, _ROUNDS // 3)
            at_work = asyncio.create_task(printing.run())
            busy += await _asked(day, _ROUNDS // 3)
            at_work.cancel()
            with suppress(asyncio.CancelledError):
                await at_work
    finally:
        await store.dispose()
    made = len(printing.taken)
    pages = f"{made} pages made meanwhile, {ms(sum(printing.taken) / made)} each"
    return [_figure(idle, busy, 50, pages, _MOST), _figure(idle, busy, 95, pages, None)]


async def _asked(day: GuideDay, number: int) -> list[float]:
    return [await _ask(day) for _ in range(number)]


async def _ask(day: GuideDay) -> float:
    """Seconds from a message to the commit of its answer."""
    await asyncio.sleep(_PAUSE)
    incoming = day.incoming(KVIST, "!ärende lista", ROC)
    started = time.perf_counter()
    async with day.store.begin() as session:
        await day.core.dispatcher.handle(session, incoming)
    seconds = time.perf_counter() - started
    await day.deliver()
    return seconds


def _figure(
    idle: Sequence[float], busy: Sequence[float], percent: int, pages: str, limit: float | None
) -> Figure:
    one, other = percentile(busy, percent), percentile(idle, percent)
    what = f"a command's answer while pages are made, p{percent}, beside an idle bot ({pages})"
    return Figure(part="q", what=what, ours=ms(one), baseline=ms(other), value=one / other, limit=limit)
