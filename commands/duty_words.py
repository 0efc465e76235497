"""The words that all views of duty share."""

from __future__ import annotations

from datetime import datetime

from bot.chat.say import Say
from bot.duty.turns import Bounds, Turn


def ends(start: datetime, end: datetime, say: Say) -> str:
    """The end of a stretch: only the hour where the day is the same."""
    same_day = say.local(start).date() == say.local(end).date()
    return say.clock(end) if same_day else say.when(end)


def period(turn: Turn, window: tuple[datetime, datetime] | None, say: Say) -> str:
    """From when to when; what goes on beyond the stretch looked at has no end there."""
    now, until = window or (None, None)
    if now is not None and turn.start <= now:
        if turn.end == until:
            return say("från nu och tills vidare")
        return say("från nu till {end}", end=say.time(turn.end))
    if turn.end == until:
        return say("från {start} och tills vidare", start=say.when(turn.start))
    return f"{say.when(turn.start)}–{ends(turn.start, turn.end, say)}"


def between(start: datetime, end: datetime, looked: Bounds, say: Say) -> str:
    """From when to when in a list; what goes on beyond what was looked at has no end there."""
    if start <= looked.low:
        return say("hela tiden") if end >= looked.high else say("till {end}", end=say.when(end))
    if end >= looked.high:
        return say("från {start}", start=say.when(start))
    return f"{say.when(start)}–{ends(start, end, say)}"
