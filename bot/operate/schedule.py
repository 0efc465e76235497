"""``rocbot schedule``: a unit's duty as text, or as a calendar file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.assembly import ground
from bot.chat.document import Attachment
from bot.chat.languages import SOURCE, Languages
from bot.duty.facts import Duty, unit, units
from bot.errors import Fault
from bot.operate.reading import in_force
from bot.operate.screen import Screen
from bot.os_words import why
from commands.duty_schedule import unit_schedule
from commands.duty_schedule_views import show_schedule


async def schedule(config: Path, unit_id: str, days: int, calendar: Path | None) -> int:
    """Swaps made in chat are in it; a file that is there is written over, so that a timer can renew it.

    Raises:
        Fault: no register, no such unit, or the file cannot be written.
    """
    async with ground(config) as base:
        snapshot = await in_force(base)
        found = unit(snapshot, unit_id)
        if found is None:
            raise Fault("schedule.no_unit", unit=unit_id, units=[one.id for one in units(snapshot)])
        now = base.clock.now()
        stretch = (now, now + timedelta(days=days))
        shown = unit_schedule(snapshot, Duty(), found, stretch, file=calendar is not None)
        document = show_schedule(shown, Languages(base.settings.zone).say(SOURCE, now))
    for block in document.blocks:
        if isinstance(block, Attachment) and calendar is not None:
            _write(calendar, block.body)
    Screen().line(document.words().plain())
    return 0


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all: somebody may be reading it."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(body)
        beside.replace(path)
    except OSError as error:
        raise Fault("schedule.unwritable", path=path, why=why(error)) from error
