"""(i) A lägesbild of 37 actors × 20 reports with few and with many older reports stored."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.register.section import Snapshot
from bot.situation.compile import compile_version
from bot.situation.gather import gather
from bot.situation.tables import RoundRow
from bot.situation.values import Audience
from bot.store.engine import Store
from tests.bench.figures import Figure, ms
from tests.bench.stored_reports import fill
from tests.situation.day import Day
from tests.stores import data_keys

_FEW, _MANY = 1_000, 100_000
_ROUNDS = 20
_WARM_UP = 3
_FLAT = 1.2


@dataclass
class _Desk:
    store: Store
    snapshot: Snapshot
    round: RoundRow

    @classmethod
    async def furnish(cls, stack: AsyncExitStack, directory: Path, older: int) -> _Desk:
        store = Store(f"sqlite+aiosqlite:///{directory}/{older}.db", data_keys())
        stack.push_async_callback(store.dispose)
        await store.create_all()
        day = await Day(store).open()
        snapshot = await day.snapshot()
        return cls(store, snapshot, await fill(store, snapshot, day.clock.now(), older))

    async def compile(self) -> tuple[float, float]:
        """Seconds until what the picture is made of is there, and until both versions are."""
        started = time.perf_counter()
        async with self.store.read() as session:
            inputs = await gather(session, self.snapshot, self.round, self.round.closes_at)
        gathered = time.perf_counter() - started
        for audience in (Audience.ROC, Audience.SSR):
            compile_version(inputs, audience)
        assert len(inputs.reports) >= 37 * 20, len(inputs.reports)
        return gathered, time.perf_counter() - started


async def measure(directory: Path) -> Sequence[Figure]:
    async with AsyncExitStack() as stack:
        desks = {older: await _Desk.furnish(stack, directory, older) for older in (_FEW, _MANY)}
        taken: dict[int, list[tuple[float, float]]] = {_FEW: [], _MANY: []}
        for number in range(_WARM_UP + _ROUNDS):
            for older in (_FEW, _MANY) if number % 2 else (_MANY, _FEW):
                seconds = await desks[older].compile()
                if number >= _WARM_UP:
                    taken[older].append(seconds)
    gathered, whole = (
        [statistics.median(each[part] for each in taken[older]) for older in (_FEW, _MANY)] for part in (0, 1)
    )
    what = f"37 × 20 reports, {_MANY:,} older ones, beside {_FEW:,}"
    return [
        _figure(f"lägesbild for two audiences of {what}", whole, _FLAT),
        _figure(f"of that, gathering of {what}", gathered, None),
    ]


def _figure(what: str, seconds: Sequence[float], limit: float | None) -> Figure:
    few, many = seconds
    return Figure(part="i", what=what, ours=ms(many), baseline=ms(few), value=many / few, limit=limit)
