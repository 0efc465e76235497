"""What comes in and who sent it, as values that know no Matrix library and no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Trust(StrEnum):
    """What the sender's device is worth.

    SIGNED: the chain device, self-signing key, pinned master key is whole.
    UNSIGNED: the device is not signed by its owner.
    CHANGED: the owner's master key is not the pinned one and nobody has confirmed it.
    NONE: the event was not encrypted (reactions and redactions never are).
    """

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    CHANGED = "changed"
    NONE = "none"


class RoomClass(StrEnum):
    """What a room is for; the register says so for each room, direct chats are known by their shape."""

    DIREKT = "direkt"
    ENHET = "enhet"
    KOMMUN_POLIS = "kommun-polis"
    ROC = "roc"
    SSR = "ssr"
    KOMMUNIKATION = "kommunikation"
    AKTOR = "aktör"
    LEDNING = "ledning"
    DRIFT = "drift"


class Role(StrEnum):
    """Roles as the register names them; ``JOUR`` is not granted but follows from the roster."""

    POLIS = "polis"
    SOCIALJOUR = "socialjour"
    ROC = "roc"
    TIB = "tib"
    RAPPORTOR = "rapportör"
    KOMMUNIKATOR = "kommunikatör"
    GODKANNARE = "godkännare"
    GRANSKARE = "granskare"
    ADMIN = "admin"


@dataclass(frozen=True)
class SentFile:
    """A file that came sealed with a message: where it lies, and what opens it. Nobody has looked at it."""

    url: str
    media_type: str
    size: int | None
    """Bytes, as its sender says."""
    keys: Mapping[str, Any] = field(repr=False)
    """The ``file`` of its message: key, iv and hashes."""


@dataclass(frozen=True)
class Incoming:
    """One message, edit, redaction or reaction, taken from the inbox."""

    inbox_id: int
    event_id: str
    room_id: str
    sender: str
    kind: str
    text: str
    trust: Trust
    origin_at: datetime
    received_at: datetime
    device_id: str | None = None
    encrypted: bool = True
    reply_to: str | None = None
    thread_root: str | None = None
    relates_to: str | None = None
    """The event that an edit replaces, a redaction removes or a reaction is put on."""
    screened: tuple[str, ...] = ()
    file: SentFile | None = None


@dataclass(frozen=True)
class Caller:
    """Who speaks, as the register knows it; ``name`` is a function or a staff name from the register."""

    user_id: str
    registered: bool
    name: str
    language: str
    organisation: str | None
    roles: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    """Role to the organisations it is held for."""
    units: frozenset[str] = frozenset()
    """Units that the person is on duty in at this moment."""
    belongs: frozenset[str] = frozenset()
    """Units whose people the person is one of, on duty or not."""
    in_place: tuple[str, ...] = ()
    """The names of those who are on duty in these units now, for somebody who is not."""
    trust: Trust = Trust.NONE


@dataclass(frozen=True)
class Place:
    """The room a message stands in."""

    room_id: str
    room_class: RoomClass | None
    owner: str | None
    """The unit of an ``enhet`` room, the actor of an ``aktör`` room, the kommun of ``kommun-polis``."""
    encrypted: bool
    strangers: tuple[str, ...] = ()
    """Members whom the register does not know."""
    language: str = "sv"
    person: str | None = None
    """Whose direct chat it is."""


class RoomView(Protocol):
    """What the edge to Matrix knows of rooms; read from memory, never from the network."""

    def members(self, room_id: str) -> frozenset[str]:
        """Joined and invited people, the bot left out."""
        ...

    def present(self, room_id: str) -> frozenset[str]:
        """Those of them who have joined."""
        ...

    def encrypted(self, room_id: str) -> bool:
        """True when the room is or ever was encrypted."""
        ...

    def direct_with(self, room_id: str) -> str | None:
        """The other person when the room is a direct chat with the bot."""
        ...
