"""The words that all views of duty share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.chat.say import Say
from bot.duty.stints import Bounds, Stint

_MOST: Final = 8
"""Lines of one kind; a plan that is all new is not told shift by shift."""


def at_most(lines: Sequence[str], say: Say) -> list[str]:
    if len(lines) <= _MOST:
        return list(lines)
    left = len(lines) - _MOST + 1
    return [*lines[: _MOST - 1], say.count("och {n} till", "och {n} till", left)]


def ends(start: datetime, end: datetime, say: Say) -> str:
    """The end of a stretch: only the hour where the day is the same."""
    same_day = say.local(start).date() == say.local(end).date()
    return say.clock(end) if same_day else say.when(end)


def period(stint: Stint, window: tuple[datetime, datetime] | None, say: Say) -> str:
    """From when to when; what goes on beyond the stretch looked at has no end there."""
    now, until = window or (None, None)
    if now is not None and stint.start <= now:
        if stint.end == until:
            return say("från nu och tills vidare")
        return say("från nu till {end}", end=say.time(stint.end))
    if stint.end == until:
        return say("från {start} och tills vidare", start=say.when(stint.start))
    return f"{say.when(stint.start)}–{ends(stint.start, stint.end, say)}"


def between(start: datetime, end: datetime, looked: Bounds, say: Say) -> str:
    """From when to when in a list; what goes on beyond what was looked at has no end there."""
    if start <= looked.low:
        return say("hela tiden") if end >= looked.high else say("till {end}", end=say.when(end))
    if end >= looked.high:
        return say("från {start}", start=say.when(start))
    return f"{say.when(start)}–{ends(start, end, say)}"
