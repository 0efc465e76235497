"""Duty as a calendar file (RFC 5545): instants in UTC, and a name for each shift that stays the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from icalendar import Calendar, Event

MEDIA_TYPE: Final = "text/calendar"


@dataclass(frozen=True)
class Entry:
    """A shift in a calendar. ``whose``: the person's own calendar, or None for the unit's."""

    unit: str
    whose: str | None
    start: datetime
    end: datetime
    summary: str

    @property
    def uid(self) -> str:
        """The same for the same shift in every file, so that a calendar takes in a change of its end."""
        start = self.start.astimezone(UTC).isoformat()
        named = "\n".join((self.unit, self.whose or "", start))
        return f"{sha256(named.encode()).hexdigest()[:32]}@rocbot"


def calendar_file(name: str, entries: Iterable[Entry], at: datetime) -> bytes:
    """The file as it is at the instant ``at``; of two files a calendar believes the later one."""
    calendar = Calendar()
    calendar.add("prodid", "-//rocbot//jour//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", at.astimezone(UTC))
        event.add("last-modified", at.astimezone(UTC))
        event.add("dtstart", entry.start.astimezone(UTC))
        event.add("dtend", entry.end.astimezone(UTC))
        event.add("summary", entry.summary)
        calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found
