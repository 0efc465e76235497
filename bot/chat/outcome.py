"""What a use case returns: a result for the one who asked, notices for others. No sentence is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.chat.message import RoomClass
from bot.store.outbox import Priority


@dataclass(frozen=True)
class About:
    """The object a message belongs to: its thread, and what a later reply to it means."""

    subject: str
    object_id: str
    purpose: str
    """``status`` (one per object and room, edited in place), ``alarm``, ``question``, ``answer`` ..."""


@dataclass(frozen=True)
class ToRoom:
    room_id: str


@dataclass(frozen=True)
class ToPerson:
    """``direct_room``: which of the person's direct chats, where that is known; otherwise it is looked up."""

    user_id: str
    direct_room: str | None = None


@dataclass(frozen=True)
class ToUnit:
    """The unit's own room."""

    unit: str


@dataclass(frozen=True)
class ToActor:
    """The actor's own room; without one, the direct chats of those who report for it."""

    actor_id: str


@dataclass(frozen=True)
class ToClass:
    """Every room of a class (in practice ``roc`` and ``drift``)."""

    room_class: RoomClass


@dataclass(frozen=True)
class ToPhone:
    """A person's telephone, as a text message or a call, never before ``not_before``.

    Plain text in that person's language; nothing when there is no second channel or no number.
    """

    user_id: str
    voice: bool = False
    not_before: datetime | None = None


Target = ToRoom | ToPerson | ToUnit | ToActor | ToClass | ToPhone


@dataclass(frozen=True)
class Notice:
    """Something that others are to be told.

    ``kind`` names the view that makes the sentence (``case.alarm``). With ``status`` set, the one status
    message of ``about`` in that target is written the first time and edited from then on; otherwise a
    new message goes into the object's thread there. ``mention`` lists user ids.
    ``dedupe_key``: a second notice of the same key to the same target is not sent.
    ``pin``: pinned in the room, in place of what the bot pinned there about the same subject before; the
    message waits for no pin and goes out without it where the bot may not.
    ``held``: made now and sent when it is released (see ``store.outbox_held``).
    ``edits``: the outbox row whose message it takes the place of. ``answers``: the event that it replies to.
    ``within``: the event that began the thread in which it stands, where it is about no object.
    """

    kind: str
    target: Target
    fields: Mapping[str, Any] = field(default_factory=dict)
    about: About | None = None
    mention: tuple[str, ...] = ()
    status: bool = False
    thread: bool = True
    priority: Priority = Priority.ANSWER
    dedupe_key: str | None = None
    pin: bool = False
    held: bool = False
    edits: int | None = None
    answers: str | None = None
    within: str | None = None


@dataclass(frozen=True)
class Undo:
    """The command that takes the step back, run by ``!ångra`` as the same person."""

    path: tuple[str, ...]
    pairs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """``value`` goes to the command's view and back to where the command stood (or to ``answer_to``)."""

    value: Any
    notices: tuple[Notice, ...] = ()
    about: About | None = None
    answer_to: Target | None = None
    priority: Priority = Priority.ANSWER
    undo: Undo | None = None
