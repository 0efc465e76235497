"""``rocbot register`` and ``rocbot routes``."""

from __future__ import annotations

import getpass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.assembly import ground, register_sentences
from bot.cases.routes import routing_table
from bot.errors import Fault
from bot.register.apply import apply_register
from bot.register.diff import as_text, difference
from bot.register.load import load_files


async def load(config: Path, files: list[Path], *, dry_run: bool) -> int:
    """Check the files, show what they change, and put them in force whole."""
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    async with ground(config) as base:
        try:
            loaded = load_files(files, base.sections, register_sentences())
        except Fault as fault:
            if fault.code != "register.invalid":
                raise
            for line in fault.fields["lines"]:
                err.print(escape(line), soft_wrap=True)
            raise Fault("register.invalid", count=fault.fields["count"]) from None
        for warning in loaded.warnings:
            err.print(escape(f"obs: {warning}"), soft_wrap=True)
        if dry_run:
            async with base.store.read() as session:
                before = await base.register.current(session)
            out.print(escape(as_text(difference(before, loaded.snapshot(), base.sections))), soft_wrap=True)
            return 0
        async with base.store.begin() as session:
            applied = await apply_register(
                session, loaded, base.sections, at=base.clock.now(), actor=f"cli:{getpass.getuser()}"
            )
        out.print(escape(as_text(applied.difference)), soft_wrap=True)
        out.print(f"Registret gäller nu i version {applied.version}.")
    return 0


async def routes(config: Path) -> int:
    """The routing table of the register in force."""
    async with ground(config) as base, base.store.read() as session:
        snapshot = await base.register.current(session)
    shown = routing_table(snapshot)
    table = Table(show_lines=True)
    for title in shown.titles:
        table.add_column(title)
    for row in shown.rows:
        table.add_row(*(escape(cell) for cell in row))
    Console(highlight=False).print(table)
    return 0
