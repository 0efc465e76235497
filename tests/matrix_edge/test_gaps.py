"""Gaps in a timeline: filled whole and in order, whatever the pages look like."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.batch import RoomPart
from bot.matrix.errors import Rejected
from bot.matrix.gaps import GapFiller
from bot.matrix.raw import instant
from bot.matrix.room_state import RoomState
from tests.matrix_identity.stub import BOT

ROOM = "!rum:x"
START = 1_775_000_000_000


class History:
    """A room's timeline behind ``/messages``, in pages of any size."""

    def __init__(self, events: list[dict[str, Any]], page: int) -> None:
        self.events = events
        self.page = page
        self.pages = 0

    async def call(
        self, method: str, where: str, body: Any = None, *, query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        assert (method, where, body) == (
            "GET",
            f"/rooms/{ROOM.replace('!', '%21').replace(':', '%3A')}/messages",
            None,
        )
        assert query is not None
        assert json.loads(query["filter"])["types"]
        self.pages += 1
        end = int(query["from"])
        start = max(0, end - self.page)
        chunk = list(reversed(self.events[start:end]))
        return {"chunk": chunk, **({"end": str(start)} if start else {})}


def said(number: int) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "event_id": f"${number}",
        "origin_server_ts": 1_775_000_000_000 + number * 60_000,
    }


def own(membership: str, before: str | None, number: int) -> dict[str, Any]:
    unsigned = {"unsigned": {"prev_content": {"membership": before}}} if before else {}
    return {
        **said(number),
        "type": "m.room.member",
        "state_key": BOT,
        "content": {"membership": membership},
        **unsigned,
    }


async def filled(
    events: list[dict[str, Any]], *, shown: int, page: int, since: str | None, at: int = 0
) -> list[str]:
    history = History(events, page)
    gap = str(len(events) - shown)
    stamp = instant(START + at * 60_000) if since else None
    part = RoomPart(RoomState(ROOM, "join"), events[len(events) - shown :], gap, since, stamp)
    await GapFiller(history, BOT).fill(part)
    return [event["event_id"] for event in part.events]


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 20), st.integers(1, 25))
async def test_everything_since_the_last_seen_event_comes_once_in_order(
    seen: int, missed: int, shown: int, page: int
) -> None:
    events = [said(number) for number in range(seen + missed + 1)]
    expected = [event["event_id"] for event in events[seen + 1 :]]
    shown = min(shown, missed)
    assert await filled(events, shown=shown, page=page, since=f"${seen}", at=seen) == expected


@given(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30), st.integers(1, 25), st.booleans())
async def test_a_new_room_counts_from_the_invite_or_the_joining(
    before: int,
    between: int,
    after: int,
    page: int,
    invited: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    events = [said(number) for number in range(before)]
    start = before
    if invited:
        events.append(own("invite", None, len(events)))
        start = len(events)
        events += [said(len(events) + number) for number in range(between)]
    events.append(own("join", "invite" if invited else None, len(events)))
    start = start if invited else len(events)
    events += [said(len(events) + number) for number in range(after)]
    expected = [event["event_id"] for event in events[start:]]
    assert await filled(events, shown=1, page=page, since=None) == expected


async def test_an_event_that_was_purged_does_not_bring_back_old_days() -> None:
    events = [said(number) for number in range(600) if number != 300]
    found = await filled(events, shown=10, page=100, since="$300", at=300)
    assert found[-299:] == [f"${number}" for number in range(301, 600)]
    assert len(found) <= 299 + 10


async def test_an_earlier_stay_in_the_room_is_not_counted() -> None:
    events = [
        own("join", None, 0),
        said(1),
        own("leave", "join", 2),
        said(3),
        own("invite", "leave", 4),
        said(5),
        own("join", "invite", 6),
        own("join", "join", 7),
        said(8),
    ]
    assert await filled(events, shown=1, page=3, since=None) == ["$5", "$6", "$7", "$8"]


async def test_a_room_that_the_bot_was_thrown_out_of_ends_the_search() -> None:
    class Closed(History):
        async def call(self, *_: Any, **__: Any) -> dict[str, Any]:
            raise Rejected(403, "M_FORBIDDEN", {})

    part = RoomPart(RoomState(ROOM, "join"), [said(9)], "9", "$1", instant(START))
    await GapFiller(Closed([], 1), BOT).fill(part)
    assert [event["event_id"] for event in part.events] == ["$9"]
