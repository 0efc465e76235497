"""Channels chosen by who reads there, which the register says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.declare import Choice
from bot.chat.text import fold
from bot.errors import Refusal
from bot.press.entries import ChannelEntry, channel, channels, open_to
from bot.press.ways import Way, way_of
from bot.register.section import Snapshot

_SHORTEST = 4


@dataclass(frozen=True)
class Audience:
    """Whom something is for: ``channels`` by id, ``kommuner`` by code, ``groups`` as the register has them.

    What is empty leaves the choice to the others.
    """

    channels: tuple[str, ...] = ()
    kommuner: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def chosen(snapshot: Snapshot, wanted: Audience, *, exercise: bool) -> tuple[str, ...]:
    """The ids of the channels: of those that are named, or of all, the ones for these kommuner and groups.

    Raises:
        Refusal: ``audience.whom``, which asks, when nothing is said of where; ``audience.nobody``.
    """
    there = open_to(snapshot, exercise=exercise)
    if wanted == Audience():
        choices = tuple(Choice(one.id, one.name) for one in there)
        raise Refusal("audience.whom", asks="channels", choices=choices, names=[one.name for one in there])
    # a named channel that the message may not go to is refused as such, by whoever writes it
    named = [entry for one in wanted.channels if (entry := channel(snapshot, one)) is not None]
    found = tuple(one.id for one in named or there if _is_for(one, wanted))
    if not found:
        raise Refusal("audience.nobody", names=[one.name for one in named])
    return found


def ways_to(snapshot: Snapshot, ids: Sequence[str]) -> tuple[Way, ...]:
    return tuple(way_of(entry) for one in ids if (entry := channel(snapshot, one)) is not None)


def find_group(snapshot: Snapshot, text: str) -> str:
    """A group of the register by its name; the ending may be another (skolor, skola).

    Raises:
        Refusal: ``audience.group`` with the ``names`` that there are.
    """
    known = tuple(_groups(snapshot))
    word = " ".join(fold(text).split()).strip(" .")
    near = [one for one in known if fold(one) == word] or [one for one in known if _alike(fold(one), word)]
    if len(near) == 1:
        return near[0]
    raise Refusal("audience.group", text=text.strip()[:40], names=near or known)


def _groups(snapshot: Snapshot) -> Iterator[str]:
    seen = set[str]()
    for one in (group for entry in channels(snapshot) for group in entry.groups):
        if fold(one) not in seen:
            seen.add(fold(one))
            yield one


def _alike(known: str, word: str) -> bool:
    if len(word) < _SHORTEST:
        return False
    return known.startswith(word) or (len(known) > _SHORTEST and word.startswith(known[:-1]))


def _is_for(entry: ChannelEntry, wanted: Audience) -> bool:
    groups = {fold(one) for one in entry.groups}
    return (not wanted.kommuner or bool({*entry.kommuner} & {*wanted.kommuner})) and (
        not wanted.groups or bool(groups & {fold(one) for one in wanted.groups})
    )
