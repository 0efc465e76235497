"""The bot away while commands come in, and the homeserver away while both are at work."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable

from tests.soak.evidence import settled
from tests.soak.field import Field
from tests.soak.people import Officer

_PATIENCE = 120.0
_ROTATED_AT = (20, 45)


async def downtime(
    field: Field, officer: Officer, *, seconds: float, commands: int = 60
) -> tuple[float, float]:
    """Stop the bot, write into one room with changing keys, start it when all is said and the time is over.

    Returns:
        How long it was away, and the seconds from its start until everything was done.
    """
    await field.stop()
    stopped = time.perf_counter()
    for number in range(commands):
        if number in _ROTATED_AT:
            await officer.client.rotate(officer.room)
        await officer.order(field.next_facts())
    await asyncio.sleep(max(0.0, seconds - (time.perf_counter() - stopped)))
    started = time.perf_counter()
    await field.start()
    await settled(field, _PATIENCE)
    return started - stopped, time.perf_counter() - started


async def homeserver_away(
    field: Field,
    *,
    seconds: float,
    commands: int,
    rng: random.Random,
    go: Callable[[], Awaitable[None]],
    come: Callable[[], Awaitable[None]],
) -> float:
    """Commands from everybody before, in and after the time in which the homeserver does not answer.

    Returns:
        Seconds from its return until everything was done.
    """
    lead = seconds / 4
    writing = [
        asyncio.create_task(
            _at(rng.uniform(0.0, seconds + 2 * lead), field.officers[number % len(field.officers)], field)
        )
        for number in range(commands)
    ]
    await asyncio.sleep(lead)
    await go()
    await asyncio.sleep(seconds)
    await come()
    back = time.perf_counter()
    async with asyncio.timeout(_PATIENCE):
        await asyncio.gather(*writing)
    await settled(field, _PATIENCE)
    return time.perf_counter() - back


async def _at(seconds: float, officer: Officer, field: Field) -> None:
    await asyncio.sleep(seconds)
    await officer.order(field.next_facts())


async def stopped(field: Field, *, seconds: float, commands: int, rng: random.Random) -> float:
    """The homeserver's process ends and comes back."""
    server = field.homeserver
    return await homeserver_away(
        field, seconds=seconds, commands=commands, rng=rng, go=server.stop, come=server.start
    )


async def hanging(field: Field, *, seconds: float, commands: int, rng: random.Random) -> float:
    """The homeserver takes connections and says nothing."""

    async def pause() -> None:
        field.homeserver.pause()

    async def resume() -> None:
        field.homeserver.resume()

    return await homeserver_away(field, seconds=seconds, commands=commands, rng=rng, go=pause, come=resume)


async def shorter_sync_cache(field: Field, seconds: float) -> None:
    """Let Synapse remember its answers to syncs for so long, and not for its two minutes.

    What a test with a bot that is away for longer than two minutes shows, it shows then after seconds.
    """
    server = field.homeserver
    file = server.directory / "homeserver.json"
    config = json.loads(file.read_text())
    config["caches"] = {"sync_response_cache_duration": int(seconds * 1000)}
    await server.stop()
    file.write_text(json.dumps(config))
    await server.start()
