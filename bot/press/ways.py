"""Where a message will go and in which languages, as people are told before they decide."""

from __future__ import annotations

from dataclasses import dataclass

from bot.press.content import Content
from bot.press.entries import ChannelEntry, open_to
from bot.press.values import ChannelKind
from bot.register.section import Snapshot

SOURCE = "sv"
"""The language that a message is written in."""


@dataclass(frozen=True)
class Way:
    """One channel. ``addresses``: how many rooms or recipients; a feed and a webhook are one."""

    name: str
    kind: ChannelKind
    addresses: int
    public: bool


@dataclass(frozen=True)
class Ways:
    """``gone``: channels of the message (ids) that it cannot go to, or that the register has no more."""

    open: tuple[Way, ...]
    gone: tuple[str, ...]


def ways_of(snapshot: Snapshot, content: Content, *, exercise: bool) -> Ways:
    """An exercise has those for exercises and no others."""
    entries, gone = entries_of(snapshot, content, exercise=exercise)
    return Ways(tuple(way_of(one) for one in entries), gone)


def entries_of(
    snapshot: Snapshot, content: Content, *, exercise: bool
) -> tuple[tuple[ChannelEntry, ...], tuple[str, ...]]:
    """The message's channels that it can go to, and the ids of those that it cannot."""
    there = {one.id: one for one in open_to(snapshot, exercise=exercise)}
    wanted = tuple(dict.fromkeys(content.channels))
    return tuple(there[one] for one in wanted if one in there), tuple(
        one for one in wanted if one not in there
    )


def languages_of(content: Content) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that will be published, and those that are wanted and not ready: codes."""
    ready = tuple(code for code, one in content.variants.items() if one is not None and one.ready)
    return (SOURCE, *ready), tuple(code for code in content.variants if code not in ready)


def way_of(entry: ChannelEntry) -> Way:
    match entry.kind:
        case ChannelKind.ROOM:
            number = len(set(entry.rooms))
        case ChannelKind.MAIL:
            number = len(set(entry.addresses))
        case ChannelKind.FEED | ChannelKind.WEBHOOK:
            number = 1
    return Way(entry.name, entry.kind, number, entry.public)
