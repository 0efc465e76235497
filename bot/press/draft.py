"""What somebody has written of a message, as far as they said anything, and the content it makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Final

from bot.press.bound import Bound
from bot.press.content import Content, Variant
from bot.press.entries import LineEntry, lines, open_to, settings
from bot.press.tongues import SOURCE
from bot.press.values import Quorum
from bot.register.section import Snapshot

_AGREED: Final = re.compile(r"\{\s*(?:formulering|line)\s*:\s*(?P<id>[\w-]{1,48})\s*\}", re.IGNORECASE)


class Gone(Enum):
    """Written for a time that shall not hold any more."""

    GONE = "gone"


@dataclass(frozen=True)
class Draft:
    """None: nothing was said of it, so what stood before stands. An empty text or list takes it away.

    ``languages``: all that are wanted; one that is written already stays. ``variants`` and ``local`` are
    those that are written or changed; an empty block is taken away, and so are the ``dropped`` languages.
    """

    title: str | None = None
    body: str | None = None
    quorum: Quorum | None = None
    channels: tuple[str, ...] | None = None
    purpose: str | None = None
    target_group: str | None = None
    informed: tuple[str, ...] | None = None
    contact: str | None = None
    spokesperson: str | None = None
    checked_by: str | None = None
    languages: tuple[str, ...] | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    local: Mapping[str, str] = field(default_factory=dict)
    embargo_until: datetime | Gone | None = None
    expires_at: datetime | Gone | None = None
    guide: tuple[Bound, ...] = ()
    """Texts of the guide that the words are made of."""


_AS_WRITTEN: Final = (
    "title", "body", "quorum", "channels", "purpose", "target_group", "informed", "contact", "spokesperson",
    "checked_by",
)  # fmt: skip


def begun(draft: Draft, snapshot: Snapshot, *, exercise: bool) -> Content:
    """The content of a new message. Where it goes when nothing is said of that, the register says."""
    usual = settings(snapshot).channels
    may = [one.id for one in open_to(snapshot, exercise=exercise)]
    chosen = tuple(one for one in usual if one in may) or tuple(may)
    return applied(draft, Content(title="", body="", quorum=Quorum(), channels=chosen))


def applied(draft: Draft, base: Content) -> Content:
    """The content with what was written in place of what stood.

    A translation of what was said before is not ready any more, until somebody has looked at it.
    """
    said = {name: value for name in _AS_WRITTEN if (value := getattr(draft, name)) is not None}
    told = {"title": base.title, "body": base.body}
    stale = any(said.get(name, text) != text for name, text in told.items())
    variants = {
        code: replace(one, ready=False) if one is not None and stale else one
        for code, one in base.variants.items()
    }
    if draft.languages is not None:
        variants = {code: one for code, one in variants.items() if one or code in draft.languages}
        variants |= {code: None for code in draft.languages if code not in variants}
    variants |= draft.variants
    local = {**base.local, **draft.local}
    return replace(
        base,
        **said,
        variants={code: one for code, one in variants.items() if code not in draft.dropped},
        local={actor: text for actor, text in local.items() if text.strip()},
        embargo_until=_time(draft.embargo_until, base.embargo_until),
        expires_at=_time(draft.expires_at, base.expires_at),
        guide=draft.guide or tuple(one for one in base.guide if one.language not in _own_words(draft, base)),
    )


def _own_words(draft: Draft, base: Content) -> frozenset[str]:
    """The languages whose words are somebody's own from here on, and no text of the guide."""
    swedish = {"title": base.title, "body": base.body}
    written = {code for code, one in draft.variants.items() if not _same_words(one, base.variants.get(code))}
    if any(getattr(draft, name) not in {None, text} for name, text in swedish.items()):
        written.add(SOURCE)
    return frozenset((*written, *draft.dropped))


def _same_words(one: Variant, other: Variant | None) -> bool:
    return other is not None and (one.title, one.body) == (other.title, other.body)


def with_agreed(draft: Draft, snapshot: Snapshot) -> tuple[Draft, tuple[LineEntry, ...]]:
    """``{formulering:id}`` in the texts made into the words that the actors agreed on, and which those are.

    One that is not in the register stays as it is written.
    """
    known = {one.id: one for one in lines(snapshot)}
    used: dict[str, LineEntry] = {}

    def agreed(found: re.Match[str]) -> str:
        line = known.get(found["id"].lower())
        if line is None:
            return found[0]
        used[line.id] = line
        return line.text

    def put(text: str) -> str:
        return _AGREED.sub(agreed, text)

    made = replace(
        draft,
        body=put(draft.body) if draft.body is not None else None,
        local={actor: put(text) for actor, text in draft.local.items()},
    )
    return made, tuple(used.values())


def unknown_agreed(text: str) -> tuple[str, ...]:
    """The names of agreed lines that a text asks for and has not got."""
    return tuple(found["id"] for found in _AGREED.finditer(text))


def _time(said: datetime | Gone | None, before: datetime | None) -> datetime | None:
    return None if said is Gone.GONE else said or before
