"""``rocbot coverage``, and what loading and checking a register say of holes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.assembly import Ground, all_sections, ground
from bot.cases.coverage import DAYS
from bot.cases.coverage_changes import told
from bot.cases.coverage_desk import Coverage
from bot.chat.languages import SOURCE, Languages
from bot.clock import Clock, SystemClock
from bot.draw.strips import Strips, draw_strips
from bot.duty.facts import units
from bot.duty.localtime import ZONE
from bot.errors import Fault
from bot.operate.reading import in_force, read_register
from bot.operate.screen import Screen
from bot.os_words import why
from bot.register.section import Snapshot
from commands.coverage_picture import strips_of, time_by_kommun, together
from commands.coverage_words import lines_of, spoken
from commands.duty_coverage import Shown, show_coverage

COVERAGE: Final = "coverage"
_MOST: Final = 5
_PICTURES: Final = frozenset({".png", ".svg"})


async def coverage(config: Path, *, days: int, picture: Path | None, files: Sequence[Path] = ()) -> int:
    """Print the certificate of the register in force, or of files, for which nothing need be set up.

    Raises:
        Fault: ``coverage.holes`` when somebody is not always there to answer; ``coverage.no_picture``.
    """
    if picture is not None and picture.suffix.lower() not in _PICTURES:
        raise Fault("coverage.no_picture", path=picture)
    screen = Screen()
    clock: Clock = SystemClock()
    zone = ZoneInfo(ZONE)
    if files:
        snapshot = read_register(files, all_sections(clock), screen).snapshot()
    else:
        async with ground(config) as base:
            snapshot, clock, zone = await in_force(base), base.clock, base.settings.zone
    now = clock.now()
    certificate = await Coverage(clock, days).proved(snapshot, now)
    say = Languages(zone).say(SOURCE, now)
    names = {one.id: one.name for one in units(snapshot)}
    times = time_by_kommun(certificate)
    screen.line(show_coverage(Shown(certificate, names, together(times)), say).plain())
    if picture is not None:
        strips = strips_of(certificate, times, zone, say)
        await asyncio.to_thread(_draw, picture, strips)
        screen.line(f"Bilden ligger i {picture}.")
    if not certificate.whole:
        raise Fault("coverage.holes")
    return 0


def _draw(path: Path, strips: Strips) -> None:
    drawn = draw_strips(strips)
    try:
        path.write_bytes(drawn.svg.encode() if path.suffix.lower() == ".svg" else drawn.png)
    except OSError as error:
        raise Fault("coverage.unwritable", path=path, why=why(error)) from error


async def coverage_remarks(snapshot: Snapshot, base: Ground) -> tuple[str, ...]:
    """A line for each hole of a register, the first of them; none when it is whole."""
    if not units(snapshot):
        return ()
    now = base.clock.now()
    certificate = await Coverage(base.clock, DAYS).proved(snapshot, now)
    say = Languages(base.settings.zone).say(SOURCE, now)
    circles = (f"enheterna hänvisar i en cirkel: {' → '.join(one)}" for one in certificate.circles)
    lines = lines_of(told(certificate.holes))
    holes = spoken(lines[:_MOST], certificate.end, say)
    rest = len(lines) - _MOST
    return (*circles, *holes, *((f"… och {rest} till, se `rocbot coverage`",) if rest > 0 else ()))
