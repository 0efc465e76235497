"""The long fault runs: what no short test shows. Exit code 1 when anything is wrong."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from dataclasses import field as member
from pathlib import Path

from rich.console import Console

from tests.soak import outages
from tests.soak.evidence import gather
from tests.soak.field import Field
from tests.soak.judge import judge
from tests.soak.storm import storm

_CACHED = 131.0
_AWAY = 20.0
_SHOWN = 40
_ALL = ("kills", "downtime", "homeserver")


@dataclass
class Soak:
    """One run over one installation; the evidence is looked at after each part, from the very beginning."""

    field: Field
    rng: random.Random
    console: Console
    violations: list[str] = member(default_factory=list)

    async def kills(self, kills: int, commands: int) -> None:
        done = await storm(self.field, kills=kills, commands=commands, rng=self.rng, tell=self.say)
        self.say(f"{sum(done.kills.values())} SIGKILLs, {commands} commands: {done.seconds:.0f} s")
        for point, number in sorted(done.kills.items()):
            self.say(f"  {number:4} {point}")
        lives = statistics.quantiles(done.lives, n=4)
        self.say(f"  a life: quartiles {' / '.join(f'{one:.1f} s' for one in lives)}")
        self.say(f"  after the last start everything was done in {done.drained:.1f} s")
        self.violations += [f"the bot ended by itself with {code}" for code in done.ended_by_itself]
        await self.look()

    async def downtime(self, seconds: float) -> None:
        took = await outages.downtime(self.field, self.rng.choice(self.field.officers), seconds=seconds)
        self.say(
            f"the bot away for {seconds:.0f} s, 60 commands in one room: done {took:.1f} s after its start"
        )
        await self.look()

    async def homeserver(self) -> None:
        took = await outages.stopped(self.field, seconds=_AWAY, commands=40, rng=self.rng)
        self.say(
            f"the homeserver stopped for {_AWAY:.0f} s, 40 commands: done {took:.1f} s after it was back"
        )
        await self.look()
        took = await outages.hanging(self.field, seconds=_AWAY, commands=40, rng=self.rng)
        self.say(f"the homeserver hanging for {_AWAY:.0f} s, 40 commands: done {took:.1f} s after it went on")
        await self.look()

    async def look(self) -> None:
        evidence = await gather(self.field)
        found = [one for one in judge(evidence) if one not in self.violations]
        orders = sum(len(room.orders) for room in evidence.directs)
        answers = sum(not said.edits for room in evidence.directs for said in room.said)
        alarms = sum(not said.edits for room in evidence.units.values() for said in room.said)
        kept = sum(len(room.kept) for room in evidence.rooms)
        self.say(
            f"  so far {orders} commands, {len(evidence.cases)} cases, {answers} answers, {alarms} alarms, "
            f"{kept} messages of the bot's on the homeserver; {len(found)} violations"
        )
        self.violations += found

    def say(self, text: str) -> None:
        self.console.print(text)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--commands", type=int, default=300)
    parser.add_argument("--seed", type=int, help="as printed by an earlier run")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", choices=_ALL, action="append", help="leave the other parts out")
    parser.add_argument("--light", type=int, default=0, help="how many of the ten officers have bare nio")
    options = parser.parse_args()
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    # The bot starts some hundred times: what it compiles shall be kept.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # The light clients tell of each request that a stopped homeserver leaves unanswered.
    logging.getLogger("nio").setLevel(logging.CRITICAL)
    seed = options.seed if options.seed is not None else secrets.randbelow(2**32)
    directory = Path(tempfile.mkdtemp(prefix="rocbot-soak-"))
    console = Console(highlight=False, soft_wrap=True)
    parts = options.only or _ALL
    began = time.perf_counter()
    console.print(f"seed {seed}, {options.database}")
    async with AsyncExitStack() as stack:
        rng = random.Random(seed)  # noqa: S311 - no secret
        field = await Field.set_up(
            stack, directory, rng=rng, database=options.database, strict=10 - options.light
        )
        console.print(f"set up in {time.perf_counter() - began:.0f} s")
        soak = Soak(field, rng, console)
        if "kills" in parts:
            await soak.kills(options.kills, options.commands)
        if "downtime" in parts:
            await soak.downtime(1.0)
            await soak.downtime(_CACHED)
        if "homeserver" in parts:
            await field.ensure_running()
            await soak.homeserver()
    starts = field.starts
    console.print(
        f"from start to first sync: {min(starts):.1f} to {max(starts):.1f} s, {len(starts)} measured"
    )
    console.print(f"in all {time.perf_counter() - began:.0f} s, {len(soak.violations)} violations")
    for violation in soak.violations[:_SHOWN]:
        console.print(f"  {violation}")
    if soak.violations:
        console.print(f"Logs and data are left in {directory}; the same again with --seed {seed}")
        return 1
    shutil.rmtree(directory, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
