"""Planned publications as a calendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

MEDIA_TYPE: Final = "text/calendar"
_AGAIN: Final = timedelta(minutes=15)
"""How often programs are asked to look again."""


@dataclass(frozen=True)
class CalendarEvent:
    """One publication: an instant. ``status``: TENTATIVE, CONFIRMED or CANCELLED.

    ``changes`` rises with each change that a calendar is to take in.
    """

    uid: str
    at: datetime
    summary: str
    description: str
    status: str
    changes: int
    categories: tuple[str, ...] = ()


def calendar_file(name: str, zone: str, events: Iterable[CalendarEvent], now: datetime) -> bytes:
    """Instants are in UTC; ``zone`` is where people read them."""
    calendar = Calendar()
    calendar.add("prodid", "-//rocbot//budskap//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for one in events:
        calendar.add_component(_event(one, now))
    found: bytes = calendar.to_ical()
    return found


def _event(one: CalendarEvent, now: datetime) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", one.changes)
    event.add("dtstart", one.at.astimezone(UTC))
    event.add("summary", one.summary)
    event.add("description", one.description)
    event.add("status", one.status)
    # it is to be known of; it keeps nobody busy, and is nobody else's business
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    if one.categories:
        event.add("categories", list(one.categories))
    return event
