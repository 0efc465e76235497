"""What the register says of joint messages: ``[budskap]``, ``[[kanal]]`` and ``[[formulering]]``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bot.actors.facts import KommunCode
from bot.press.values import ChannelKind
from bot.register.duration import Duration
from bot.register.section import Entry, Snapshot
from bot.register.shapes import Name, ShortName, pattern

MailAddress = Annotated[
    str, pattern(r"[^\s@<>,;:\"()\\\x00-\x1f]{1,64}@[A-Za-z0-9.-]{1,190}", "press.mail", 254)
]
Url = Annotated[str, pattern(r"https?://[^\s\x00-\x1f/]+(/\S*)?", "press.url", 500)]
Words = Annotated[str, pattern(r"\S(.*\S)?", "shape.name", 1000)]


class PressEntry(Entry):
    """How joint messages are made and sent."""

    sign_by: Duration = timedelta(hours=4)
    """So long after a message is circulated those who must sign should have, unless it says otherwise."""
    reminders: tuple[Duration, ...] = (timedelta(minutes=60), timedelta(minutes=15))
    """So long before that whoever has not signed is reminded; at the time itself the owner is told too."""
    approvals_last: Duration = timedelta(hours=48)
    """An approval older than this at the time of publication holds no longer."""
    stand_in: Duration = timedelta(days=7)
    """The longest that a stand-in may sign in somebody's place."""
    late: Duration = timedelta(minutes=15)
    """What could not be sent within this of its time is missed, and never sent by itself."""
    preflight: Duration = timedelta(minutes=15)
    """So long before the time the channels are tried."""
    prepare: Duration = timedelta(minutes=2)
    """So long before the time everything is rendered and room keys are shared."""
    conflict: Duration = timedelta(minutes=60)
    """Another actor's message closer than this is warned of."""
    channels: tuple[ShortName, ...] = ()
    """Where a message goes that does not say; empty: to every channel that is not for exercises."""
    avoid: tuple[Words, ...] = ()
    """Names and nicknames that are not to be used: a message with one of them is not taken."""
    link: Duration = timedelta(days=365)
    """How long a link to the calendar works."""
    answer: Duration = timedelta(hours=2)
    """A rumour or question that its owner has not answered is reminded of so often, three times."""
    answer_holds: Duration = timedelta(days=7)
    """An answer to a question is to be looked at again after this, unless it says when."""
    keep: Duration = timedelta(days=730)
    """Messages, rumours and questions are erased so long after they ended."""


class ChannelEntry(Entry):
    """Somewhere that messages are published.

    ``rum``: ``rooms`` are addresses of registered rooms, or ids and aliases of rooms that are open to all.
    ``flöde``: the feeds of the web part. ``webhook``: ``url``, and ``lookup``, an address with ``{id}`` in it
    that answers 200 for a message it has and 404 for one it has not. ``epost``: ``addresses``, each of which
    gets a mail of its own. ``exercise``: for exercises alone; it is never a public one.
    ``kommuner`` (codes) and ``groups`` (words such as ``skola``) say who reads there: the guide is
    shared by them.
    """

    id: ShortName
    name: Name
    kind: ChannelKind
    public: bool = True
    exercise: bool = False
    rooms: tuple[str, ...] = ()
    url: Url | None = None
    lookup: Url | None = None
    private_address: bool = False
    """The webhook may be at a private or local address: said here, or it is refused."""
    addresses: Annotated[tuple[MailAddress, ...], Field(max_length=2000)] = ()
    kommuner: tuple[KommunCode, ...] = ()
    groups: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _what_its_kind_needs(self) -> ChannelEntry:
        needed = {
            ChannelKind.ROOM: {"rooms": bool(self.rooms)},
            ChannelKind.FEED: {},
            ChannelKind.WEBHOOK: {"url": self.url is not None},
            ChannelKind.MAIL: {"addresses": bool(self.addresses)},
        }[self.kind]
        if missing := [key for key, given in needed.items() if not given]:
            raise PydanticCustomError("press.channel_needs", "incomplete", {"keys": ", ".join(missing)})
        if self.exercise and (self.public or self.kind is ChannelKind.FEED):
            raise PydanticCustomError("press.public_exercise", "an exercise reaches nobody outside")
        if self.kind is ChannelKind.FEED and not self.public:
            raise PydanticCustomError("press.private_feed", "everybody can read a feed")
        if self.lookup is not None and "{id}" not in self.lookup:
            raise PydanticCustomError("press.lookup", "it would answer the same for every message")
        if not self.private_address and any(
            (url or "").startswith("http:") for url in (self.url, self.lookup)
        ):
            raise PydanticCustomError("press.open_line", "read by anybody on the way")
        return self


class LineEntry(Entry):
    """A wording that the actors have agreed on (budskapsbank)."""

    id: ShortName
    text: Words
    owner: ShortName
    """The actor that answers for it."""
    review_at: date
    """When it is to be looked at again; after this it is offered with a warning."""


def settings(snapshot: Snapshot) -> PressEntry:
    """The register's, or what holds where it says nothing."""
    return snapshot.of(PressEntry).get("budskap") or PressEntry()


def channels(snapshot: Snapshot) -> tuple[ChannelEntry, ...]:
    return tuple(snapshot.of(ChannelEntry).values())


def channel(snapshot: Snapshot, channel_id: str) -> ChannelEntry | None:
    return snapshot.of(ChannelEntry).get(channel_id)


def lines(snapshot: Snapshot) -> tuple[LineEntry, ...]:
    return tuple(snapshot.of(LineEntry).values())


def open_to(snapshot: Snapshot, *, exercise: bool) -> tuple[ChannelEntry, ...]:
    """The channels that a message may go to at all: an exercise reaches those for exercises and no others."""
    return tuple(
        one for one in channels(snapshot) if one.exercise == exercise and not (exercise and one.public)
    )
