"""Actors as people write them: by id, by name, by kommun, several at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bot.actors.facts import ActorEntry, ActorKind, kommun
from bot.chat.declare import Choice
from bot.chat.text import fold
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.asked import expected_actors

_ALL: Final = frozenset({"alla", "alla aktorer", "all", "everyone"})
_KOMMUNER: Final = frozenset({"kommunerna", "alla kommuner", "kommuner", "municipalities"})
_BETWEEN: Final = re.compile(r"\s*(?:[,;\n]|\boch\b|\band\b|&)\s*")
_MOST_CHOICES: Final = 9
_SHORTEST: Final = 3


def find_actor(snapshot: Snapshot, text: str) -> str:
    """The id of the one that is meant.

    Raises:
        Refusal: ``picture.actor``, with those it may be as ``choices``.
    """
    found = _near(snapshot, text)
    if len(found) == 1:
        return found[0].id
    choices = tuple(Choice(one.id, one.name) for one in found[:_MOST_CHOICES])
    raise Refusal("picture.actor", text=text[:40], choices=choices)


def find_actors(snapshot: Snapshot, text: str) -> tuple[str, ...]:
    """The ids of those that are meant, each once, in the register's order.

    Raises:
        Refusal: of ``find_actor``.
    """
    word = " ".join(fold(text).split())
    if word in _ALL:
        return expected_actors(snapshot)
    if word in _KOMMUNER:
        entries = snapshot.of(ActorEntry).values()
        return tuple(one.id for one in entries if one.kind is ActorKind.KOMMUN)
    found = set(_several(snapshot, text))
    return tuple(one for one in snapshot.of(ActorEntry) if one in found)


def _several(snapshot: Snapshot, text: str) -> Iterable[str]:
    """Names have commas and blanks in them too: the whole is tried before its parts."""
    if len(whole := _near(snapshot, text)) == 1:
        return (whole[0].id,)
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) > 1:
        return [one for part in parts for one in _several(snapshot, part)]
    words = text.split()
    if len(words) > 1 and all(len(_near(snapshot, word)) == 1 for word in words):
        return [find_actor(snapshot, word) for word in words]
    return (find_actor(snapshot, text),)


def _near(snapshot: Snapshot, text: str) -> list[ActorEntry]:
    """Those called exactly so; otherwise with a word that begins so, or that the one word begins with."""
    wanted = " ".join(fold(text).split())
    entries = list(snapshot.of(ActorEntry).values())
    exact = [one for one in entries if wanted in _called(one)]
    if exact or len(wanted) < _SHORTEST:
        return exact
    begins = [
        one
        for one in entries
        if any(word.startswith(wanted) for name in _called(one) for word in (name, *name.split()))
    ]
    if begins or not wanted.isalpha():
        return begins
    return [
        one
        for one in entries
        if any(len(name) > _SHORTEST and wanted.startswith(name) for name in _called(one))
    ]


def _called(entry: ActorEntry) -> frozenset[str]:
    names = {fold(entry.id), fold(entry.name)}
    if entry.kommun is not None:
        names |= {fold(kommun(entry.kommun).name), entry.kommun}
    return frozenset(names)
