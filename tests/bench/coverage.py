"""(f) The proof of coverage: 400 days beside 40 days, for all kommuner of the example register."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cases.coverage import prove
from bot.duty.facts import Duty
from bot.register.section import Snapshot
from tests.bench.figures import Figure
from tests.routing.registers import example_register, snapshot_of

_SHORT, _LONG = 40, 400
_ROUNDS = 5
_WARM_UP = 1
_MOST = 11.0
_START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def measure() -> Sequence[Figure]:
    """In turn, in the same minutes; what other threads cost a proof in the bot is not in it."""
    snapshot = snapshot_of(example_register())
    taken: dict[int, list[float]] = {_SHORT: [], _LONG: []}
    for number in range(_WARM_UP + _ROUNDS):
        for days in (_SHORT, _LONG) if number % 2 else (_LONG, _SHORT):
            seconds = _prove(snapshot, days)
            if number >= _WARM_UP:
                taken[days].append(seconds)
    short, long = (statistics.median(taken[days]) for days in (_SHORT, _LONG))
    return [
        Figure(
            part="f",
            what=f"proof of coverage, 26 kommuner, {_LONG} days beside {_SHORT}",
            ours=f"{long:.2f} s",
            baseline=f"{short:.2f} s",
            value=long / short,
            limit=_MOST,
        )
    ]


def _prove(snapshot: Snapshot, days: int) -> float:
    gc.collect()
    started = time.perf_counter()
    certificate = prove(snapshot, Duty(), _START, days)
    seconds = time.perf_counter() - started
    assert certificate.whole
    return seconds
