"""(d) Resident memory with a hundred rooms of twenty members each, beside the bare bot in the same rooms."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import psutil

from bot.demo.player import Player
from bot.demo.stage import BOT
from tests.bench.crowd import Crowd, joined, restart
from tests.bench.figures import Figure
from tests.bench.ground import BARE, Ear, Ground, from_whom, until

_MOST = 90.0
_SIDE_BY_SIDE = 4
_SETTLE = 3.0
_MB = 1024 * 1024


async def measure(ground: Ground, crowd: Crowd) -> Sequence[Figure]:
    await ground.renew_bare()
    await restart(ground)
    await joined(ground, BARE, crowd.rooms)
    speaker = ground.stage.people["polis-ek"]
    for room_id in crowd.rooms:
        await speaker.join(room_id)
    await _ask_everywhere(ground, crowd, speaker)
    await asyncio.sleep(_SETTLE)
    ours, bare = (psutil.Process(process.pid) for process in (ground.stage.bot, ground.bare))
    one, other = _resident(ours), _resident(bare)
    return [
        Figure(
            part="d",
            what="resident memory in 100 rooms of 20, beside the bare bot",
            ours=f"{one:.0f} MB",
            baseline=f"{other:.0f} MB",
            value=one - other,
            limit=_MOST,
            unit="MB",
        )
    ]


async def _ask_everywhere(ground: Ground, crowd: Crowd, speaker: Player) -> None:
    """Both bots answer in each room: all their keys are shared then."""
    gate, ear = asyncio.Semaphore(_SIDE_BY_SIDE), Ear(speaker)

    async def ask(room_id: str) -> None:
        async with gate:
            ground.members[room_id] = await speaker.members(room_id)
            answers = [ear.expect(from_whom(bot, room_id)) for bot in (BOT, BARE)]
            await ground.say(speaker, room_id, "!status")
            for answer in answers:
                await until(answer)

    await asyncio.gather(*(ask(room_id) for room_id in crowd.rooms))


def _resident(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / _MB
