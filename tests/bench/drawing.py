"""(j) A command's round trip while a lägesbild is compiled and its map drawn, beside an idle bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
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
from tests.bench.figures import Figure, ms, percentile
from tests.bench.stored_reports import fill
from tests.cases.night import ZONE
from tests.situation.day import KVIST, ROC, Day
from tests.stores import data_keys

_ROUNDS = 150
_WARM_UP = 20
_PAUSE = 0.02
_MOST = 1.5


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
        idle, busy = list[float](), list[float]()
        for _ in range(_WARM_UP):
            await _ask(day)
        # in turn, so that a machine that slows down meets both alike
        for _ in range(3):
            idle += await _asked(day, _ROUNDS // 3)
            at_work = asyncio.create_task(painter.run())
            busy += await _asked(day, _ROUNDS // 3)
            at_work.cancel()
            with suppress(asyncio.CancelledError):
                await at_work
    finally:
        await store.dispose()
    maps = f"{len(painter.taken)} maps drawn meanwhile, {ms(sum(painter.taken) / len(painter.taken))} each"
    return [_figure(idle, busy, 50, maps, _MOST), _figure(idle, busy, 95, maps, None)]


async def _painter(day: Day) -> _Painter:
    snapshot, now = await day.snapshot(), day.clock.now()
    round_ = await fill(day.store, snapshot, now, 0)
    async with day.store.read() as session:
        reports = await reports_between(session, None, None)
    inputs = Inputs(round_.reference, round_.due_at, now, ModeState(), 5, round_.due_at - now, tuple(reports))
    return _Painter(inputs, names(snapshot), Languages(ZONE))


async def _asked(day: Day, number: int) -> list[float]:
    return [await _ask(day) for _ in range(number)]


async def _ask(day: Day) -> float:
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
    idle: Sequence[float], busy: Sequence[float], percent: int, maps: str, limit: float | None
) -> Figure:
    one, other = percentile(busy, percent), percentile(idle, percent)
    what = f"a command's answer while maps are drawn, p{percent}, beside an idle bot ({maps})"
    return Figure(part="j", what=what, ours=ms(one), baseline=ms(other), value=one / other, limit=limit)
