"""What the outbox runner asks of whoever puts messages on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


@dataclass(frozen=True)
class Sent:
    """The homeserver took it."""

    event_id: str
    reached: frozenset[str] = frozenset()
    """User ids with at least one signed device that got the message's key."""


class Obstacle(StrEnum):
    """What stands in the way for a while; the first two stop everything, the others one target."""

    LIMITED = "limited"
    """The homeserver asks for a pause (429)."""
    CONNECTION = "connection"
    """The homeserver cannot be reached."""
    SERVER = "server"
    """It answered 5xx."""
    ROOM = "room"
    """The room is not ready: its keys, members or encryption are not known yet."""
    FAULT = "fault"
    """An exception that nobody expected."""


class RetryAfter(Exception):  # noqa: N818 - an answer, not a fault
    """Not now. ``seconds`` is what the server asked for; None leaves it to the runner."""

    def __init__(self, seconds: float | None = None, obstacle: Obstacle = Obstacle.SERVER) -> None:
        super().__init__(obstacle)
        self.seconds = seconds
        self.obstacle = obstacle


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """Never. ``code`` is the homeserver's errcode or one of ours (``not_encrypted``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sender(Protocol):
    """Encrypts and sends. All methods raise ``RetryAfter`` or ``Refused``."""

    async def resolve(self, target: str) -> str:
        """The room for a target: itself (or what it was upgraded to), or the direct chat of a user.

        May open the direct chat; called again after a crash, it finds the one it opened.
        """
        ...

    def alone_with(self, room_id: str, person: str) -> bool:
        """True while the room is a direct chat with that person and nobody else."""
        ...

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        """Send with this transaction id; the same id again is the same event.

        For ``m.room.redaction`` the event to be removed is ``content["redacts"]``.
        For ``m.room.pinned_events`` the event ``content["pin"]`` is pinned, those in ``former`` no longer.
        """
        ...

    async def upload(self, room_id: str, content: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
        """Hand over what a message of this content attaches; what its content says of where it lies.

        Sealed first wherever the room is or was meant to be encrypted. Called again after a crash.
        """
        ...


class Preparing(Protocol):
    """Does ahead what sending will cost. What cannot be done now is done when it is sent."""

    async def resolve(self, target: str) -> str:
        """As ``Sender.resolve``."""
        ...

    @property
    def prepared(self) -> int:
        """How many messages lie ready."""
        ...

    async def prepare(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> bool:
        """Get ready for ``send`` with the same arguments; True when that is done. Raises nothing.

        ``send`` looks again whether what lies ready is still good; called again, it is mended.
        """
        ...

    def forget(self, txn_ids: Iterable[str]) -> None:
        """These will not be sent, or have been."""
        ...
