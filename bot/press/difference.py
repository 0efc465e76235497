"""What differs between two revisions: which parts, and within a text which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from bot.press.content import Content

_WORD: Final = re.compile(r"\s+|\S+?(?=[.,;:!?)]*(?:\s|$))|[.,;:!?)]+")
_MOST: Final = 200
"""Words, or lines: comparing takes the cube of it. Longer passages that differ are shown whole."""


WANTED: Final = "wanted"
_Piece = tuple[str, str, str]
"""What stayed; or nothing, what went, and what came in its place."""


class Part(StrEnum):
    """What of a message; the value is the field's name in ``Content``, but for one variant or block."""

    TITLE = "title"
    BODY = "body"
    VARIANT = "variant"
    LOCAL = "local"
    QUORUM = "quorum"
    INFORMED = "informed"
    CHANNELS = "channels"
    PURPOSE = "purpose"
    TARGET_GROUP = "target_group"
    CONTACT = "contact"
    SPOKESPERSON = "spokesperson"
    CHECKED_BY = "checked_by"
    EMBARGO = "embargo_until"
    EXPIRES = "expires_at"


@dataclass(frozen=True)
class Change:
    """``whose``: the language of a variant, the actor of a block.

    None stands for one that is not there, ``WANTED`` for a language that nobody has written yet.
    """

    part: Part
    before: Any
    after: Any
    whose: str = ""

    @property
    def key(self) -> tuple[Part, str]:
        """What two people must not change at once."""
        return self.part, self.whose


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """Words in a row that stayed, went or came."""

    kind: Kind
    text: str


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """In the order in which a message is read."""
    return tuple(_changes(before, after))


def runs(before: str, after: str) -> tuple[Run, ...]:
    """The later text with what went and what came: lines first, then words within those that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Run] = []
    for same, gone, come in _matched(old, new):
        if gone and come:
            for pieces in _together(_matched(_WORD.findall(gone), _WORD.findall(come))):
                found += _runs(*pieces)
        else:
            found += _runs(same, gone, come)
    return tuple(found)


def _together(found: Iterable[_Piece]) -> Iterator[_Piece]:
    """Words in a row that all changed are one change, for all that the blanks between them are the same."""
    held: _Piece | None = None
    blank = ""
    for same, gone, come in found:
        if same and held is not None and not blank and not same.strip() and "\n" not in same:
            blank = same
        elif same:
            if held is not None:
                yield held
            yield blank + same, "", ""
            held, blank = None, ""
        elif gone or come:
            before = held or ("", "", "")
            held, blank = ("", before[1] + blank + gone, before[2] + blank + come), ""
    if held is not None:
        yield held
    if blank:
        yield blank, "", ""


def _changes(before: Content, after: Content) -> Iterator[Change]:
    for part in Part:
        if part is Part.VARIANT:
            yield from _by_key(part, before.variants, after.variants)
        elif part is Part.LOCAL:
            yield from _by_key(part, before.local, after.local)
        elif (old := getattr(before, part.value)) != (new := getattr(after, part.value)):
            yield Change(part, old, new)


def _by_key(part: Part, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for whose in dict.fromkeys((*before, *after)):
        there = whose in before, whose in after
        if there != (True, True) or before[whose] != after[whose]:
            yield Change(part, _there(before, whose), _there(after, whose), whose)


def _there(found: Mapping[str, Any], whose: str) -> Any:
    return (WANTED if found[whose] is None else found[whose]) if whose in found else None


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[_Piece]:
    """In turn: what stayed, or what went and what came in its place."""
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    yield "".join(old[:first]), "", ""
    if max(len(a), len(b)) > _MOST:
        yield "", "".join(a), "".join(b)
    else:
        for tag, begin, end, start, stop in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            gone, come = "".join(a[begin:end]), "".join(b[start:stop])
            yield (gone, "", "") if tag == "equal" else ("", gone, come)
    yield "".join(old[len(old) - last :]), "", ""


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many are the same from the start."""
    return next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
        min(len(old), len(new)),
    )


def _runs(same: str, gone: str, come: str) -> Iterator[Run]:
    for kind, text in ((Kind.SAME, same), (Kind.REMOVED, gone), (Kind.ADDED, come)):
        if text:
            yield Run(kind, text)
