"""Killing the bot over and over while commands come in."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.soak.county import Facts
from tests.soak.evidence import settled
from tests.soak.field import Field
from tests.soak.people import Officer
from tests.soak.relay import Point, Trap

STARTING = "while it starts"
WORKING = "by the clock while it works"
_WORK = 2.5
_JUST_AFTER = 0.06
_MOST_SKIPPED = 5
_AIMED = 5.0
"""Seconds of work in which the bot should have come to the point aimed at."""
_STUCK = 120.0
_PATIENCE = 60.0


@dataclass
class Storm:
    """What was done and how it went."""

    kills: Counter[str] = field(default_factory=Counter)
    lives: list[float] = field(default_factory=list)
    ended_by_itself: list[int] = field(default_factory=list)
    seconds: float = 0.0
    drained: float = 0.0
    """Seconds from the last start until nothing was left to do."""


@dataclass(frozen=True)
class Life:
    """How one life of the bot is to end.

    At ``point``, for which see ``Trap``; or ``delay`` seconds after it has begun to work, or (STARTING)
    after that share of the time that a start takes.
    """

    point: str
    skip: int
    delay: float


def plan(kills: int, rng: random.Random) -> list[Life]:
    """A quarter while it starts, a quarter while it works, half at the points; in random order."""
    lives = []
    points = [*Point]
    for number in range(kills):
        if number % 4 == 1:
            lives.append(Life(STARTING, 0, rng.random()))
        elif number % 4 == 3:
            lives.append(Life(WORKING, 0, rng.uniform(0.0, _WORK)))
        else:
            point = points[number // 2 % len(points)]
            after = point in {Point.TOOK, Point.SENT}
            delay = rng.uniform(0.001, _JUST_AFTER) if after else 0.0
            # Messages come in ones and twos; what is sent because of them comes in fives.
            skip = rng.randrange(2 if point is Point.TOOK else _MOST_SKIPPED)
            lives.append(Life(point, skip, delay))
    rng.shuffle(lives)
    return lives


async def storm(
    field: Field, *, kills: int, commands: int, rng: random.Random, tell: Callable[[str], None]
) -> Storm:
    """Kill and restart, then let the bot finish; it is left running."""
    done = Storm()
    if not field.starts:
        # Once at leisure, to know how long a start takes.
        await field.start()
    await field.stop()
    began = time.perf_counter()
    written = 0
    async with asyncio.TaskGroup() as writing:
        for number, life in enumerate(plan(kills, rng), start=1):
            while written < commands * number // kills:
                officer = field.officers[written % len(field.officers)]
                writing.create_task(_later(officer, field.next_facts(), rng.uniform(0.0, _WORK)))
                written += 1
            await _live(field, life, done)
            if number % 20 == 0:
                tell(f"{number} kills, {written} commands, {time.perf_counter() - began:.0f} s")
        await field.start()
    done.drained = await settled(field, _PATIENCE + commands)
    done.seconds = time.perf_counter() - began
    return done


async def _later(officer: Officer, facts: Facts, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await officer.order(facts)


async def _live(field: Field, life: Life, done: Storm) -> None:
    """One life of the bot, from its start to its end by SIGKILL."""
    began = time.perf_counter()
    await field.start(wait=False)
    bot = field.stage.bot
    ended = asyncio.create_task(bot.wait())
    if life.point == STARTING:
        await asyncio.wait([ended], timeout=life.delay * field.starts[0])
    else:
        asked = asyncio.create_task(field.relay.asked.wait())
        await asyncio.wait([asked, ended], timeout=_STUCK, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
    hit = life.point
    if life.point == WORKING:
        await asyncio.wait([ended], timeout=life.delay)
    elif life.point != STARTING:
        killed = await _at_point(field, Trap(Point(life.point), life.skip, life.delay, field.kill), ended)
        hit = life.point if killed else WORKING
    if ended.done() and ended.result() != -signal.SIGKILL:
        done.ended_by_itself.append(ended.result())
    field.kill()
    await ended
    done.kills[hit] += 1
    done.lives.append(time.perf_counter() - began)


async def _at_point(field: Field, trap: Trap, ended: asyncio.Task[int]) -> bool:
    """False when the bot did not come there in time."""
    field.relay.arm(trap)
    await asyncio.wait([ended], timeout=_AIMED)
    field.relay.arm(None)
    return ended.done()
