"""(h) `!ärende lista` with few and with many stored cases; beside it, what the statistics take."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.store.engine import Store
from tests.bench.figures import Figure, ms
from tests.bench.stored_cases import multiply
from tests.cases.night import ALM, EK, KVIST, NEW, ROC, STOCKHOLM, Night, direct
from tests.harness.clock import MovableClock
from tests.stores import data_keys

_FEW, _MANY = 1_000, 100_000
_OPEN = 25
"""More than one answer shows."""
_ROUNDS = 40
_WARM_UP = 5
_FLAT = 1.2

_ASKED = (
    ("the centre's", KVIST, ROC, "!ärende lista"),
    ("the unit's", ALM, STOCKHOLM, "!ärende lista"),
    ("the raiser's", EK, direct(EK), "!ärende lista"),
    ("the unit's with the ended ones", ALM, STOCKHOLM, "!ärende lista alla:ja"),
    ("the centre's with the ended ones", KVIST, ROC, "!ärende lista alla:ja"),
)


@dataclass
class _Desk:
    night: Night

    @classmethod
    async def furnish(cls, stack: AsyncExitStack, directory: Path, cases: int) -> _Desk:
        """So many ended cases, and some open ones among the last."""
        store = Store(f"sqlite+aiosqlite:///{directory}/{cases}.db", data_keys())
        stack.push_async_callback(store.dispose)
        await store.create_all()
        night = await Night(store, MovableClock()).open()
        await night.type(EK, NEW)
        for word in ("tar", "ringt", "!ärende avsluta klart"):
            await night.answer(ALM, word, night.alarm())
        await multiply(store, cases)
        for _ in range(_OPEN):
            await night.type(EK, NEW)
        return cls(night)

    async def ask(self, sender: str, room: str, text: str) -> float:
        """Seconds from the message to the commit of its answer."""
        incoming = self.night.incoming(sender, text, room)
        started = time.perf_counter()
        async with self.night.store.begin() as session:
            await self.night.core.dispatcher.handle(session, incoming)
        seconds = time.perf_counter() - started
        await self.night.deliver()
        return seconds


class _Stall:
    """The longest time in which nobody else had a turn."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            self.longest = max(self.longest, time.perf_counter() - before - 0.005)


async def measure(directory: Path) -> Sequence[Figure]:
    async with AsyncExitStack() as stack:
        desks = {cases: await _Desk.furnish(stack, directory, cases) for cases in (_FEW, _MANY)}
        figures = [await _list(desks, *asked) for asked in _ASKED]
        figures.append(await _statistics(desks))
    return figures


async def _list(desks: dict[int, _Desk], whose: str, sender: str, room: str, text: str) -> Figure:
    times: dict[int, list[float]] = {_FEW: [], _MANY: []}
    for number in range(_WARM_UP + _ROUNDS):
        for cases in (_FEW, _MANY) if number % 2 else (_MANY, _FEW):
            seconds = await desks[cases].ask(sender, room, text)
            if number >= _WARM_UP:
                times[cases].append(seconds)
    few, many = (statistics.median(times[cases]) for cases in (_FEW, _MANY))
    return Figure(
        part="h",
        what=f"`{text[1:]}`, {whose}, with {_MANY:,} stored cases, beside {_FEW:,}",
        ours=ms(many),
        baseline=ms(few),
        value=many / few,
        limit=_FLAT,
    )


async def _statistics(desks: dict[int, _Desk]) -> Figure:
    stall = _Stall()
    watcher = asyncio.create_task(stall.watch())
    many = await desks[_MANY].ask(KVIST, ROC, "!ärende statistik")
    watcher.cancel()
    with suppress(asyncio.CancelledError):
        await watcher
    few = await desks[_FEW].ask(KVIST, ROC, "!ärende statistik")
    return Figure(
        part="h",
        what=f"`ärende statistik` over {_MANY:,} cases; others waited {ms(stall.longest)} at most",
        ours=ms(many),
        baseline=ms(few),
        value=many / few,
    )
