"""(m) Messages to a hundred rooms let go at once, made ready or not, beside raw PUTs of the bytes."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence
from typing import Any

import aiohttp
from sqlalchemy import select

from bot.assembly import ground as open_ground
from bot.clock import SystemClock
from bot.store.outbox import OutboxRow
from bot.store.outbox_held import release
from tests.bench.broadcast import Way, rate_of
from tests.bench.crowd import Crowd, restart
from tests.bench.figures import Figure
from tests.bench.ground import Ground

_ROUNDS = 5
_LEAST = 0.95
_PATIENCE = 60.0
_READY = "rocbot_outbox_prepared "


async def measure(ground: Ground, crowd: Crowd) -> Sequence[Figure]:
    """In each round the bot is new, and no room's key is with anybody."""
    prepared, cold, raw = list[float](), list[float](), list[float]()
    async with open_ground(ground.stage.config) as base, Way.open(ground, base.store) as way:
        for _ in range(_ROUNDS):
            await restart(ground)
            rate, sealed = await _released(way, crowd.rooms)
            prepared.append(rate)
            raw.append(await way.raw(sealed))
        for _ in range(_ROUNDS):
            await restart(ground)
            cold.append((await way.through_outbox(crowd.rooms))[0])
    one, without, other = (statistics.median(rates) for rates in (prepared, cold, raw))
    what = "messages a second released to 100 encrypted rooms"
    return [
        Figure(
            "m",
            f"{what}, prepared, beside raw PUTs of the same bytes",
            rate_of(one),
            rate_of(other),
            one / other,
            _LEAST,
            True,
        ),
        Figure("m", f"{what}, not prepared", rate_of(without), rate_of(other), without / other),
    ]


async def _released(way: Way, rooms: Sequence[str]) -> tuple[float, list[tuple[str, Any]]]:
    """Held until all are sealed, then let go; another process does it, as with the other figures."""
    after = await way.queue(rooms, held=True)
    await _until_ready(way.ground, len(rooms))
    async with way.store.begin() as session:
        held = (await session.scalars(select(OutboxRow.id).where(OutboxRow.id > after))).all()
        await release(session, held, SystemClock().now())
    return await way.rate_and_bytes(after, len(rooms))


async def _until_ready(ground: Ground, count: int) -> None:
    async with aiohttp.ClientSession() as http, asyncio.timeout(_PATIENCE):
        while True:
            async with http.get(f"{ground.stage.health}/metrics") as answer:
                lines = (await answer.text()).splitlines()
            if any(line.startswith(_READY) and float(line.split()[1]) >= count for line in lines):
                return
            await asyncio.sleep(0.2)
