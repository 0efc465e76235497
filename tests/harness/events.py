"""What a test client has received, in order, and how a test waits for more of it."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, TypedDict, Unpack

PATIENCE = 20.0
_SHOWN_ON_TIMEOUT = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that came: a message, an invitation, a reaction and so on; what does not apply is None.

    `kind` is one of message, state, invite, membership, reaction, redaction, receipt, typing, withheld. For a
    message that edits another (`replaces`), `body` and `formatted_body` are the new text.
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

    def __str__(self) -> str:
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return " ".join(f"{name}={value!r}" for name, value in said.items() if value not in (None, False, {}))


class Wanted(TypedDict, total=False):
    """Which events are meant: each given field must be equal, and two look inside the body.

    `kind` is "message" unless another is given, or None for any.
    """

    kind: str | None
    room: str
    sender: str
    event_id: str
    type: str
    state_key: str
    msgtype: str
    body: str
    body_contains: str
    body_matches: str
    thread_root: str | None
    replaces: str | None
    reply_to: str | None
    decryption_failure: str | None
    encrypted: bool
    target: str
    key: str
    redacts: str
    typing: bool
    membership: str


_Predicate = Callable[[Event], bool]


class _Fits:
    def __init__(self, predicate: _Predicate | None, wanted: Wanted) -> None:
        self._predicate = predicate
        self._fields: dict[str, object] = {"kind": "message", **wanted}
        self._contains = str(self._fields.pop("body_contains", ""))
        self._matches = str(self._fields.pop("body_matches", ""))
        if self._fields["kind"] is None:
            del self._fields["kind"]

    def __call__(self, event: Event) -> bool:
        body = event.body or ""
        return (
            all(getattr(event, name) == value for name, value in self._fields.items())
            and self._contains in body
            and re.search(self._matches, body) is not None
            and (self._predicate is None or self._predicate(event))
        )

    def __str__(self) -> str:
        inside = f" contains {self._contains!r}, matches {self._matches!r}"
        return f"{self._fields}{inside}{' and a predicate' if self._predicate else ''}"


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
        self, predicate: _Predicate | None = None, *, since: int = 0, **wanted: Unpack[Wanted]
    ) -> list[Event]:
        """What has come already and fits."""
        fits = _Fits(predicate, wanted)
        return [event for event in self.events[since:] if fits(event)]

    async def wait_for(
        self,
        predicate: _Predicate | None = None,
        *,
        since: int = 0,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - a test reads better so
        **wanted: Unpack[Wanted],
    ) -> Event:
        """The first event that fits, from those received since the mark or still to come."""
        return (await self._wait(_Fits(predicate, wanted), since, timeout, 1))[0]

    async def wait_for_count(
        self,
        count: int,
        predicate: _Predicate | None = None,
        *,
        since: int = 0,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        **wanted: Unpack[Wanted],
    ) -> list[Event]:
        """The first `count` events that fit."""
        return await self._wait(_Fits(predicate, wanted), since, timeout, count)

    async def never(
        self,
        predicate: _Predicate | None = None,
        *,
        seconds: float = 1.0,
        since: int = 0,
        **wanted: Unpack[Wanted],
    ) -> None:
        """Fail when an event that fits has come since the mark or comes within `seconds`."""
        try:
            found = await self._wait(_Fits(predicate, wanted), since, seconds, 1)
        except TimeoutError:
            return
        raise AssertionError(f"came, and should not have: {found[0]}")

    async def _wait(self, fits: _Fits, since: int, seconds: float, count: int) -> list[Event]:
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
                f"{len(found)} of {count} within {seconds} s where {fits}; last since the mark:\n{came}"
            ) from None

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
