"""What ``!budskap kalender`` asks for a link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol


class CalendarLinks(Protocol):
    """Makes links to one's own calendar of planned publications, which end by themselves."""

    def url(self, user_id: str, now: datetime, lasts: timedelta) -> str | None:
        """None where the web part has no address that others can reach."""
        ...


class NoCalendar:
    """Where there is no web part."""

    def url(self, user_id: str, now: datetime, lasts: timedelta) -> str | None:  # noqa: ARG002
        return None
