"""(j) A command's round trip while a lägesbild is compiled and its map drawn, beside an idle bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.chat.languages import Languages
from bot.draw.picture import picture_of
from bot.situation.compile import compile_version
from bot.situation.compiled import Inputs, ModeState
from bot.situation.names import Names, names
from bot.situation.reading import reports_between
from bot.situation.values import Audience
from bot.store.engine import Store
from commands.picture_map import map_drawing
from tests.bench.figures import Figure
from tests.bench.meanwhile import compared
from tests.bench.stored_reports import fill
from tests.cases.night import ZONE
from tests.situation.day import Day
from tests.stores import data_keys


@dataclass
class _Painter:
    """Draws one map after the other, as the bot does: in a thread, and the PNG in a process of its own."""

    inputs: Inputs
    names: Names
    languages: Languages
    taken: list[float] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            started = time.perf_counter()
            await asyncio.to_thread(self._draw)
            self.taken.append(time.perf_counter() - started)

    def _draw(self) -> None:
        version = compile_version(self.inputs, Audience.ROC, held=True)
        say = self.languages.say("sv", self.inputs.compiled_at)
        assert picture_of(map_drawing(version, {}, self.names, say)).png


async def measure(directory: Path) -> Sequence[Figure]:
    store = Store(f"sqlite+aiosqlite:///{directory}/drawing.db", data_keys())
    try:
        await store.create_all()
        day = await Day(store).open()
        painter = await _painter(day)
        return await compared(day, painter, part="j", doing="maps are drawn", made="maps drawn")
    finally:
        await store.dispose()


async def _painter(day: Day) -> _Painter:
    snapshot, now = await day.snapshot(), day.clock.now()
    round_ = await fill(day.store, snapshot, now, 0)
    async with day.store.read() as session:
        reports = await reports_between(session, None, None)
    inputs = Inputs(round_.reference, round_.due_at, now, ModeState(), 5, round_.due_at - now, tuple(reports))
    return _Painter(inputs, names(snapshot), Languages(ZONE))
