"""A person sees at once that a command was read, and after half a second that it is being worked on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat.message import Incoming, Trust
from bot.manners import Manners
from bot.work.beforehand import Beforehand

NOW = datetime(2026, 4, 12, 3, 0, tzinfo=UTC)
COMMAND = Incoming(1, "$e", "!r", "@anna:localhost", "text", "!status", Trust.SIGNED, NOW, NOW)


class Seen:
    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] = []

    def receipt(self, _room_id: str, event_id: str) -> None:
        self.seen.append(("receipt", event_id))

    def typing(self, _room_id: str, *, on: bool) -> None:
        self.seen.append(("typing", on))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, [("receipt", "$e"), ("typing", False)]),
        (0.7, [("receipt", "$e"), ("typing", True), ("typing", False)]),
    ],
)
async def test_typing_is_shown_only_for_what_takes_over_half_a_second(
    seconds: float, expected: list[tuple[str, Any]]
) -> None:
    seen = Seen()
    manners = Manners(seen)

    async def handler(_session: Any, incoming: Incoming) -> None:
        manners.taken(incoming)
        await asyncio.sleep(seconds)

    session: Any = None
    await manners.around(handler)(session, COMMAND)
    assert seen.seen == expected


async def test_typing_ends_also_when_the_command_fails() -> None:
    seen = Seen()
    manners = Manners(seen)

    async def handler(_session: Any, incoming: Incoming) -> None:
        manners.taken(incoming)
        raise ZeroDivisionError

    session: Any = None
    with pytest.raises(ZeroDivisionError):
        await manners.around(handler)(session, COMMAND)
    assert seen.seen[-1] == ("typing", False)


async def test_what_was_no_command_is_not_answered_with_anything() -> None:
    seen = Seen()
    manners = Manners(seen)

    async def handler(_session: Any, _incoming: Incoming) -> None:
        return

    session: Any = None
    await manners.around(handler)(session, COMMAND)
    assert seen.seen == []


async def test_typing_goes_on_while_what_takes_its_time_is_done_beforehand() -> None:
    seen = Seen()
    manners = Manners(seen)

    async def nothing() -> None:
        """Takes its time."""

    async def handler(_session: Any, incoming: Incoming) -> None:
        manners.taken(incoming)
        if ("typing", True) not in seen.seen:
            raise Beforehand(nothing)

    session: Any = None
    with pytest.raises(Beforehand):
        await manners.around(handler)(session, COMMAND)
    await asyncio.sleep(0.6)
    assert seen.seen == [("receipt", "$e"), ("typing", True)]
    await manners.around(handler)(session, COMMAND)
    assert seen.seen == [("receipt", "$e"), ("typing", True), ("receipt", "$e"), ("typing", False)]


async def test_typing_ends_when_what_was_done_beforehand_led_to_a_fault() -> None:
    seen = Seen()
    manners = Manners(seen)
    told: list[str] = []

    async def handler(_session: Any, incoming: Incoming) -> None:
        manners.taken(incoming)
        raise Beforehand(lambda: asyncio.sleep(0))

    async def on_fault(_session: Any, _incoming: Incoming, reference: str, _error: Exception) -> None:
        told.append(reference)

    session: Any = None
    with pytest.raises(Beforehand):
        await manners.around(handler)(session, COMMAND)
    await manners.after(on_fault)(session, COMMAND, "ab12", ZeroDivisionError())
    assert told == ["ab12"]
    assert seen.seen == [("receipt", "$e"), ("typing", False)]
