"""What somebody else's command costs while the bot is at heavy work, beside the same bot at rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, Protocol

from tests.bench.figures import Figure, ms, percentile
from tests.cases.night import KVIST, ROC, Night

_ROUNDS = 150
_WARM_UP = 20
_PAUSE = 0.02
_MOST = 1.5
_TURNS = 3


class Work(Protocol):
    """Goes on until it is cancelled; ``taken``: seconds of each piece that it has done."""

    taken: list[float]

    def run(self) -> Coroutine[Any, Any, None]: ...


async def compared(day: Night, work: Work, *, part: str, doing: str, made: str) -> Sequence[Figure]:
    """``doing``: the work in the words of a figure, ``made``: what its pieces are called."""
    idle, busy = list[float](), list[float]()
    for _ in range(_WARM_UP):
        await _ask(day)
    # in turn, so that a machine that slows down meets both alike
    for _ in range(_TURNS):
        idle += await _asked(day)
        at_work = asyncio.create_task(work.run())
        busy += await _asked(day)
        at_work.cancel()
        with suppress(asyncio.CancelledError):
            await at_work
    number = len(work.taken)
    pieces = f"{number} {made} meanwhile, {ms(sum(work.taken) / number)} each"

    def figure(percent: int, limit: float | None) -> Figure:
        one, other = percentile(busy, percent), percentile(idle, percent)
        what = f"a command's answer while {doing}, p{percent}, beside an idle bot ({pieces})"
        return Figure(part=part, what=what, ours=ms(one), baseline=ms(other), value=one / other, limit=limit)

    return [figure(50, _MOST), figure(95, None)]


async def _asked(day: Night) -> list[float]:
    return [await _ask(day) for _ in range(_ROUNDS // _TURNS)]


async def _ask(day: Night) -> float:
    """Seconds from a message to the commit of its answer."""
    await asyncio.sleep(_PAUSE)
    incoming = day.incoming(KVIST, "!ärende lista", ROC)
    started = time.perf_counter()
    async with day.store.begin() as session:
        await day.core.dispatcher.handle(session, incoming)
    seconds = time.perf_counter() - started
    await day.deliver()
    return seconds
