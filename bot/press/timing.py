"""When a message is to be out, and what the clock does to it on the way there."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.press.entries import PressEntry
from bot.press.tables import MessageRow


def plan(row: MessageRow, entry: PressEntry, zone: ZoneInfo, *, at: datetime, by: str, now: datetime) -> None:
    """Give it its time; the state is the caller's to move."""
    row.publish_at, row.scheduled_by = at, by
    row.wall = f"{at.astimezone(zone):%Y-%m-%dT%H:%M:%S} {zone.key}"
    arm(row, entry, now)


def arm(row: MessageRow, entry: PressEntry, now: datetime) -> None:
    """From now on the clock works towards its time: the channels are tried, everything is made ready.

    What should have been done before now is done at once. What goes out at once has no time to be tried.
    """
    at = row.publish_at
    if at is None:
        disarm(row)
        return
    row.preflight_at = max(at - entry.preflight, now) if at > now else None
    row.prepare_at = max(at - entry.prepare, now)


def disarm(row: MessageRow) -> None:
    """The clock leaves it alone."""
    row.preflight_at = row.prepare_at = None


def unplan(row: MessageRow) -> None:
    """It has no time any more."""
    row.publish_at = row.wall = row.scheduled_by = None
    disarm(row)


def ahead(row: MessageRow, now: datetime) -> bool:
    """True while the time it was given lies ahead."""
    return row.publish_at is not None and row.publish_at > now
