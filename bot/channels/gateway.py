"""What the runner asks of a gateway, and what a gateway tells us; each gateway fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.channels.tables import Kind

_LONGEST_ID: Final = 128


@dataclass(frozen=True, repr=False)
class Outgoing:
    """A message on its way. ``tried_at``: when the attempt began whose outcome is not known."""

    key: str
    kind: Kind
    number: str
    text: str
    created_at: datetime
    tried_at: datetime
    known: frozenset[str] = frozenset()
    """Ids at the gateway of other calls to the same number."""


class Unsure(Exception):  # noqa: N818 - an answer, not a fault
    """The gateway may have taken it or not: it must be asked before anything is sent again."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Malformed(Exception):  # noqa: N818 - an answer, not a fault
    """What came in is not what the gateway sends. ``status`` is the HTTP status that it is answered."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, repr=False)
class Answer:
    """A text message that came in."""

    provider_id: str
    number: str
    text: str


@dataclass(frozen=True)
class Report:
    """What became of a message: ``sent``, ``delivered`` or ``failed``."""

    provider_id: str | None
    status: str


@dataclass(frozen=True)
class Pressed:
    """What somebody pressed during a call; None when nothing."""

    provider_id: str
    digits: str | None


@dataclass(frozen=True)
class Call:
    """An HTTP request of the gateway's, as it came."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What the gateway's request is answered with, once all is stored."""

    body: bytes
    content_type: str


def identifier(found: object) -> str | None:
    """A gateway's own name for something, if that is what it is and the database can hold it."""
    well = isinstance(found, str) and 0 < len(found) <= _LONGEST_ID and found.isprintable()
    return found if isinstance(found, str) and well else None


class Gateway(Protocol):
    """Every method that sends raises ``RetryAfter``, ``Refused`` or ``Unsure``."""

    calls: bool
    """Whether it can place calls with what is configured."""

    async def send(self, message: Outgoing) -> str:
        """Hand the message over; the gateway's id of it."""
        ...

    async def find(self, message: Outgoing) -> str | None:
        """The gateway's id of a message whose attempt ended without an answer; None when it has none."""
        ...

    def answer(self, call: Call) -> Answer:
        """Read a text message that came in.

        Raises:
            Malformed: it is none.
        """
        ...

    def report(self, call: Call) -> Report:
        """Read what became of a message.

        Raises:
            Malformed: it is no report.
        """
        ...

    def pressed(self, call: Call) -> Pressed:
        """Read what was pressed during a call.

        Raises:
            Malformed: it is no such thing.
        """
        ...

    def reply(self, text: str) -> Reply:
        """The answer to a text message that came in; an empty text says nothing."""
        ...
