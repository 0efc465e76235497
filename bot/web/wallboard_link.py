"""Links to the wallboard: sealed with a key of their own, bound to a person and a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.web.link_key import BadLinkError, LinkKeys, Pass

__all__ = ["BadLinkError", "Links", "Pass"]

_PURPOSE = b"rocbot wallboard link 1"


class Links:
    """``public_url``: where the web part is reached from outside; empty: there are no links."""

    def __init__(self, signing_key: bytes, public_url: str) -> None:
        self._keys = LinkKeys(signing_key, _PURPOSE)
        self._url = public_url

    def url(self, user_id: str, now: datetime, lasts: timedelta) -> str | None:
        """The key stands after ``#``, so a browser keeps it to itself; None without a public address."""
        return f"{self._url}/tavla#{self._keys.make(user_id, now, lasts)}" if self._url else None

    def read(self, key: str) -> Pass:
        """Whether its time is over is for the caller to see.

        Raises:
            BadLinkError: it is none of ours.
        """
        return self._keys.read(key)
