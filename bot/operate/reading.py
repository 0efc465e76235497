"""The register that a command of the operator is about: the one in force, or files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.assembly import Ground, register_sentences
from bot.errors import Fault
from bot.operate.screen import Screen
from bot.register.load import NO_VERSION, Loaded, load_files
from bot.register.section import Sections, Snapshot


async def in_force(base: Ground) -> Snapshot:
    """What is loaded.

    Raises:
        Fault: ``register.none``.
    """
    async with base.store.read() as session:
        snapshot = await base.register.current(session)
    if snapshot.version == NO_VERSION:
        raise Fault("register.none")
    return snapshot


def read_register(files: Sequence[Path], sections: Sections, screen: Screen) -> Loaded:
    """The files' register; each fault stands on a line of its own on stderr before the fault of them all."""
    try:
        return load_files(files, sections, register_sentences())
    except Fault as fault:
        for line in fault.fields.get("lines", ()):
            screen.remark(f"fel  {line}")
        raise
