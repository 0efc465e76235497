"""``rocbot register`` and ``rocbot routes``."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path

from bot.assembly import all_sections, ground
from bot.cases.routes import routing_table
from bot.clock import SystemClock
from bot.operate.coverage import COVERAGE, coverage_remarks
from bot.operate.reading import in_force, read_register
from bot.operate.screen import Screen
from bot.register.apply import apply_register, file_changes
from bot.register.diff import Difference, as_text, difference


async def load(config: Path, files: list[Path], *, dry_run: bool) -> int:
    """Check the files, show what they change, and put them in force whole.

    Raises:
        Fault: something in them is wrong.
    """
    screen = Screen()
    async with ground(config) as base:
        loaded = read_register(files, base.sections, screen)
        for warning in loaded.warnings:
            screen.remark(f"obs  {warning}")
        for line in await coverage_remarks(loaded.snapshot(), base):
            screen.remark(f"obs  {COVERAGE}: {line}")
        if dry_run:
            async with base.store.read() as session:
                before = await base.register.current(session)
                enclosed = await file_changes(session, loaded, base.sections)
            _show(screen, difference(before, loaded.snapshot(), base.sections), enclosed)
            return 0
        async with base.store.begin() as session:
            applied = await apply_register(
                session, loaded, base.sections, at=base.clock.now(), actor=f"cli:{getpass.getuser()}"
            )
    _show(screen, applied.difference, applied.files)
    screen.line(f"Registret gäller i version {applied.version}.")
    return 0


def _show(screen: Screen, found: Difference, files: Sequence[str]) -> None:
    screen.line(as_text(found))
    for line in files:
        screen.line(line)


async def routes(config: Path, files: Sequence[Path] = ()) -> int:
    """The routing table of the register in force, or of files, in the order in which its rows are tried."""
    screen = Screen()
    if files:
        snapshot = read_register(files, all_sections(SystemClock()), screen).snapshot()
    else:
        async with ground(config) as base:
            snapshot = await in_force(base)
    shown = routing_table(snapshot)
    number, name, *titles = shown.titles
    for at, row in enumerate(shown.rows):
        if at:
            screen.line()
        screen.line(f"{number} {row[0]}  {name.lower()} {row[1]}")
        for title, cell in zip(titles, row[2:], strict=True):
            screen.line(f"  {title + ':':<8} {cell}")
    return 0
