"""What a test client has received, in order, and how a test waits for more of it."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 20.0
_SHOWN_ON_TIMEOUT = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that came: a message, an invitation, a reaction and so on; what does not apply is None.

    `kind` is one of message, state, invite, membership, reaction, redaction, receipt, typing. For a message that
    edits another (`replaces`), `body` and `formatted_body` are the new text.
    """

    kind: str
    room: str | None = None
    sender: str | None = None
    event_id: str | None = None
    ts: int | None = None
    content: dict[str, Any] = field(default_factory=dict)
    # message, state
    type: str | None = None
    state_key: str | None = None
    msgtype: str | None = None
    body: str | None = None
    formatted_body: str | None = None
    thread_root: str | None = None
    replaces: str | None = None
    reply_to: str | None = None
    mentions: dict[str, Any] | None = None
    shield: dict[str, str | None] | None = None
    decryption_failure: str | None = None
    encrypted: bool = False
    redacted: bool = False
    transaction_id: str | None = None
    # reaction, redaction
    target: str | None = None
    key: str | None = None
    redacts: str | None = None
    reason: str | None = None
    # receipt, typing
    typing: bool | None = None
    receipt_type: str | None = None
    # invite, membership
    membership: str | None = None
    direct: bool = False
    room_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which events are meant: each given field must be equal, `body_contains` and `body_matches` look inside the body."""

    predicate: Callable[[Event], bool] | None
    kind: str | None
    body_contains: str | None
    body_matches: str | None
    fields: dict[str, object]

    def __call__(self, event: Event) -> bool:
        body = event.body or ""
        return (
            (self.kind is None or event.kind == self.kind)
            and all(getattr(event, name) == value for name, value in self.fields.items())
            and (self.body_contains is None or self.body_contains in body)
            and (self.body_matches is None or re.search(self.body_matches, body) is not None)
            and (self.predicate is None or self.predicate(event))
        )

    def __str__(self) -> str:
        named = {"kind": self.kind, "body_contains": self.body_contains, "body_matches": self.body_matches}
        asked = {name: value for name, value in {**named, **self.fields}.items() if value is not None}
        return f"{asked}{' and a predicate' if self.predicate else ''}"


class EventLog:
    """Everything received so far; waiting looks through the past too, from a mark on."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Event()
        self._ended: str | None = None

    def mark(self) -> int:
        """The present end, to give as `since` later."""
        return len(self.events)

    def append(self, event: Event) -> None:
        self.events.append(event)
        self._wake()

    def end(self, reason: str) -> None:
        """Nothing more can come: who waits gets a ConnectionError."""
        self._ended = reason
        self._wake()

    def find(
        self,
        predicate: Callable[[Event], bool] | None = None,
        *,
        since: int = 0,
        kind: str | None = "message",
        body_contains: str | None = None,
        body_matches: str | None = None,
        **fields: object,
    ) -> list[Event]:
        """What has come already and fits."""
        fits = Filter(
            predicate=predicate, kind=kind, body_contains=body_contains, body_matches=body_matches, fields=fields
        )
        return [event for event in self.events[since:] if fits(event)]

    async def wait_for(
        self,
        predicate: Callable[[Event], bool] | None = None,
        *,
        since: int = 0,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - a test reads better so
        kind: str | None = "message",
        body_contains: str | None = None,
        body_matches: str | None = None,
        **fields: object,
    ) -> Event:
        """The first event that fits, from those received since the mark or still to come."""
        fits = Filter(
            predicate=predicate, kind=kind, body_contains=body_contains, body_matches=body_matches, fields=fields
        )
        return (await self._wait(fits, since, timeout, 1))[0]

    async def wait_for_count(
        self,
        count: int,
        predicate: Callable[[Event], bool] | None = None,
        *,
        since: int = 0,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        kind: str | None = "message",
        body_contains: str | None = None,
        body_matches: str | None = None,
        **fields: object,
    ) -> list[Event]:
        """The first `count` events that fit."""
        fits = Filter(
            predicate=predicate, kind=kind, body_contains=body_contains, body_matches=body_matches, fields=fields
        )
        return await self._wait(fits, since, timeout, count)

    async def never(
        self,
        predicate: Callable[[Event], bool] | None = None,
        *,
        seconds: float = 1.0,
        since: int = 0,
        kind: str | None = "message",
        body_contains: str | None = None,
        body_matches: str | None = None,
        **fields: object,
    ) -> None:
        """Fail when an event that fits has come since the mark or comes within `seconds`."""
        fits = Filter(
            predicate=predicate, kind=kind, body_contains=body_contains, body_matches=body_matches, fields=fields
        )
        try:
            found = await self._wait(fits, since, seconds, 1)
        except TimeoutError:
            return
        raise AssertionError(f"came, and should not have: {found[0]}")

    async def _wait(self, fits: Filter, since: int, seconds: float, count: int) -> list[Event]:
        found: list[Event] = []
        position = since
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for event in self.events[position:]:
                        if fits(event):
                            found.append(event)
                            if len(found) == count:
                                return found
                    position = len(self.events)
                    if self._ended is not None:
                        raise ConnectionError(self._ended)
                    await self._changed.wait()
        except TimeoutError:
            came = "\n".join(f"  {event}" for event in self.events[since:][-_SHOWN_ON_TIMEOUT:])
            raise TimeoutError(
                f"{len(found)} of {count} within {seconds} s of {fits}; what came last since the mark:\n{came}"
            ) from None

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
