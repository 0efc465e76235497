"""(a) From an encrypted ``!status`` to its answer, beside the bare bot's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.demo.stage import BOT
from tests.bench.figures import Figure, ms, percentile
from tests.bench.ground import BARE, Ear, Ground, from_whom, until

_WARM_UP = 10
_SAMPLES = 150
_PAUSE = 0.1
"""Lets what follows an answer (receipts, commits, echoes) end before the other side is measured."""
_P50, _P95 = 1.15, 1.3


async def measure(ground: Ground) -> Sequence[Figure]:
    police = ground.stage.people["polis-ek"]
    ear = Ear(police)
    rooms = {bot: await ground.direct(police, bot) for bot in (BOT, BARE)}

    async def ask(bot: str) -> float:
        answered = ear.expect(from_whom(bot, rooms[bot]))
        started = await ground.say(police, rooms[bot], "!status")
        at, _ = await until(answered)
        await asyncio.sleep(_PAUSE)
        return at - started

    taken: dict[str, list[float]] = {BOT: [], BARE: []}
    for number in range(_WARM_UP + _SAMPLES):
        # Turned round each time, so that what one leaves behind meets both alike.
        for bot in (BOT, BARE) if number % 2 else (BARE, BOT):
            seconds = await ask(bot)
            if number >= _WARM_UP:
                taken[bot].append(seconds)
    return [_figure(taken[BOT], taken[BARE], percent, limit) for percent, limit in ((50, _P50), (95, _P95))]


def _figure(ours: Sequence[float], bare: Sequence[float], percent: int, limit: float) -> Figure:
    one, other = percentile(ours, percent), percentile(bare, percent)
    return Figure(
        part="a",
        what=f"!status to answer, p{percent}, beside a bare echo",
        ours=ms(one),
        baseline=ms(other),
        value=one / other,
        limit=limit,
    )
