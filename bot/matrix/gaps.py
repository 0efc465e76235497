"""Filling the gap that a limited sync leaves, through ``/messages``, back to where we were."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.matrix import raw
from bot.matrix.batch import RoomPart
from bot.matrix.errors import Rejected
from bot.matrix.filters import timeline_filter
from bot.matrix.http import path

_PAGE = 100
_SKEW = timedelta(minutes=10)


class Caller(Protocol):
    """The part of the client that asks the homeserver."""

    async def call(
        self, method: str, where: str, body: Any = None, *, query: dict[str, str] | None = None
    ) -> dict[str, Any]: ...


def after_arrival(events: Sequence[dict[str, Any]], me: str) -> int | None:
    """The index at which the bot's time in a room begins, or None when that is not among the events.

    It begins after the invite, or after the bot's own joining when nobody invited it. ``events`` are
    oldest first.
    """
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if event.get("type") != "m.room.member" or event.get("state_key") != me:
            continue
        now = raw.obj(event, "content").get("membership")
        before = raw.obj(event, "unsigned", "prev_content").get("membership")
        if now != "join" or before not in {"join", "invite"}:
            return index + 1
    return None


class GapFiller:
    """Complete and in order; pages are bounded, their number is not."""

    def __init__(self, caller: Caller, me: str) -> None:
        self._caller = caller
        self._me = me
        self._log = structlog.get_logger()

    async def fill(self, part: RoomPart) -> None:
        """Put the missing events before those of ``part``; drop what lies before the bot's time.

        Raises:
            Unreachable, RateLimited: try again; ``part`` is as it was.
        """
        events, token = part.events, part.gap
        start = self._start(part, events)
        while start is None and token:
            page, token = await self._page(part.room.room_id, token)
            events = page + events
            start = self._start(part, events)
            if start is None and part.since_at and page and self._long_past(page, part.since_at):
                break
        if start is None and part.gap and part.since_at:
            events = [event for event in events if not self._long_past([event], part.since_at)]
        part.events = events[start or 0 :]
        part.gap = None

    def _start(self, part: RoomPart, events: Sequence[dict[str, Any]]) -> int | None:
        if part.since is None:
            return after_arrival(events, self._me)
        for index in range(len(events) - 1, -1, -1):
            if events[index].get("event_id") == part.since:
                return index + 1
        return None

    async def _page(self, room_id: str, token: str) -> tuple[list[dict[str, Any]], str | None]:
        query = {"dir": "b", "from": token, "limit": str(_PAGE), "filter": json.dumps(timeline_filter())}
        try:
            answer = await self._caller.call("GET", path("rooms", room_id, "messages"), query=query)
        except Rejected as refusal:
            # Thrown out meanwhile, or the history is gone: there is nothing more to be had.
            self._log.error("matrix.gap_refused", room=room_id, errcode=refusal.errcode)
            return [], None
        page = [*raw.objects(answer.get("chunk"))]
        page.reverse()
        end = answer.get("end")
        return page, end if isinstance(end, str) and end != token else None

    @staticmethod
    def _long_past(page: Sequence[dict[str, Any]], since_at: datetime) -> bool:
        """The event we look for is gone (purged): a whole page from before it ends the search."""
        times = [raw.instant(event.get("origin_server_ts")) for event in page]
        return all(at is not None and at < since_at - _SKEW for at in times)
