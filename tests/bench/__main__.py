"""``python -m tests.bench``: what the bot costs, beside what is least possible, from one run.

Only ratios are judged, each against a baseline that was measured in the same minutes; the times beside
them depend on the machine. The exit code is 1 when a figure is not met.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from tests.bench import (
    alarm,
    boards,
    broadcast,
    compiling,
    coverage,
    deadlines,
    drawing,
    due,
    guide,
    inbox,
    lists,
    memory,
    pages,
    posting,
    release,
    round_trip,
    spread,
)
from tests.bench.crowd import Crowd
from tests.bench.figures import Figure, show
from tests.bench.ground import Ground

_ON_STAGE: tuple[tuple[str, Callable[[Ground], Awaitable[Sequence[Figure]]]], ...] = (
    ("a", round_trip.measure),
    ("b", alarm.measure),
    ("p", guide.measure),
    ("q", guide.cached),
    ("r", guide.texts),
)
_IN_A_CROWD: tuple[tuple[str, Callable[[Ground, Crowd], Awaitable[Sequence[Figure]]]], ...] = (
    ("c", broadcast.measure),
    ("m", release.measure),
    ("k", posting.measure),
    ("d", memory.measure),
    ("n", spread.measure),
)
_ALONE: tuple[tuple[str, Callable[[Path], Awaitable[Sequence[Figure]]]], ...] = (
    ("e", inbox.measure),
    ("g", deadlines.measure),
    ("h", lists.measure),
    ("i", compiling.measure),
    ("j", drawing.measure),
    ("l", boards.measure),
    ("o", due.measure),
    ("q", pages.measure),
)


async def bench(parts: frozenset[str], say: Callable[[str], None]) -> list[Figure]:
    """Everything that was asked for, in the order in which it disturbs the rest least."""
    figures: list[Figure] = []
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rocbot-bench-")))
        if parts & frozenset("abcdkmnpqr"):
            say("Starting a homeserver, the bot, the bare bot and people ...")
            ground = await Ground.set_up(stack, directory)
            for part, measure in _ON_STAGE:
                if part in parts:
                    say(f"Measuring ({part}) ...")
                    figures += await measure(ground)
            if parts & frozenset("cdkmn"):
                say("Filling a hundred rooms ...")
                crowd = await Crowd.gather(ground)
            for part, in_crowd in _IN_A_CROWD:
                if part in parts:
                    say(f"Measuring ({part}) ...")
                    figures += await in_crowd(ground, crowd)
    if "f" in parts:
        say("Measuring (f) ...")
        figures += coverage.measure()
    for part, alone in _ALONE:
        if part in parts:
            say(f"Measuring ({part}) ...")
            with tempfile.TemporaryDirectory(prefix="rocbot-bench-") as apart:
                figures += await alone(Path(apart))
    return figures


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", default="a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r", help="parts, as in a,b")
    parser.add_argument("--report-only", action="store_true", help="exit code 0 whatever the figures are")
    arguments = parser.parse_args()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    started = time.perf_counter()

    def say(what: str) -> None:
        console.print(f"{time.perf_counter() - started:4.0f} s  {what}")

    figures = asyncio.run(bench(frozenset(arguments.only.split(",")), say))
    show(console, figures)
    short = [figure for figure in figures if not figure.met]
    verdict = "every figure is met" if not short else f"{len(short)} not met"
    console.print(f"{verdict}; took {time.perf_counter() - started:.0f} s")
    sys.exit(1 if short and not arguments.report_only else 0)


if __name__ == "__main__":
    main()
