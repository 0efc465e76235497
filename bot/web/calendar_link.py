"""Links to the calendar of planned publications: sealed with a key of their own, bound to person and time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.web.link_key import LinkKeys, Pass

PATH: Final = "/kalender.ics"
FIELD: Final = "nyckel"
_PURPOSE: Final = b"rocbot calendar link 1"


class CalendarLinks:
    """``public_url``: where the web part is reached from outside; empty: there are no links."""

    def __init__(self, signing_key: bytes, public_url: str) -> None:
        self._keys = LinkKeys(signing_key, _PURPOSE)
        self._url = public_url

    def url(self, user_id: str, now: datetime, lasts: timedelta) -> str | None:
        """The key is part of the address: programs for calendars send nothing that stands after ``#``."""
        return f"{self._url}{PATH}?{FIELD}={self._keys.make(user_id, now, lasts)}" if self._url else None

    def read(self, key: str) -> Pass:
        """Whether its time is over is for the caller to see.

        Raises:
            BadLinkError: it is none of ours.
        """
        return self._keys.read(key)
