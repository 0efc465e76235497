"""``rocbot register`` and ``rocbot routes``."""

from __future__ import annotations

import getpass
from pathlib import Path

from bot.assembly import ground, register_sentences
from bot.cases.routes import routing_table
from bot.errors import Fault
from bot.operate.coverage import COVERAGE, coverage_remarks
from bot.operate.screen import Screen
from bot.register.apply import apply_register
from bot.register.diff import as_text, difference
from bot.register.load import NO_VERSION, Loaded, load_files
from bot.register.section import Sections


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
            screen.line(as_text(difference(before, loaded.snapshot(), base.sections)))
            return 0
        async with base.store.begin() as session:
            applied = await apply_register(
                session, loaded, base.sections, at=base.clock.now(), actor=f"cli:{getpass.getuser()}"
            )
    screen.line(as_text(applied.difference))
    screen.line(f"Registret gäller i version {applied.version}.")
    return 0


def read_register(files: list[Path], sections: Sections, screen: Screen) -> Loaded:
    """The files' register; each fault stands on a line of its own on stderr before the fault of them all."""
    try:
        return load_files(files, sections, register_sentences())
    except Fault as fault:
        for line in fault.fields.get("lines", ()):
            screen.remark(f"fel  {line}")
        raise


async def routes(config: Path) -> int:
    """The routing table of the register in force, row by row in the order in which they are tried."""
    async with ground(config) as base, base.store.read() as session:
        snapshot = await base.register.current(session)
    if snapshot.version == NO_VERSION:
        raise Fault("register.none")
    screen, shown = Screen(), routing_table(snapshot)
    number, name, *titles = shown.titles
    for at, row in enumerate(shown.rows):
        if at:
            screen.line()
        screen.line(f"{number} {row[0]}  {name.lower()} {row[1]}")
        for title, cell in zip(titles, row[2:], strict=True):
            screen.line(f"  {title + ':':<8} {cell}")
    return 0
