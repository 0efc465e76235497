"""A feed as plain values, whatever form it is read in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

LANGUAGES: Final = "urn:ietf:bcp:47"
"""The scheme of categories that name the languages an entry is written in."""
STATUSES: Final = "urn:uuid:ed718408-6a18-55bd-acd7-f4b97a8248dc"
"""The scheme of categories that say what became of an entry: ``corrected`` or ``retracted``."""
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Category:
    """``term`` is for machines, ``label`` for people; ``scheme``: which list the term is from."""

    term: str
    label: str
    scheme: str | None = None


@dataclass(frozen=True)
class Entry:
    """``html`` is safe to show as it is; ``plain`` says the same. ``reference`` as in BU-0031."""

    id: str
    reference: str
    title: str
    html: str
    plain: str
    author: str
    published: datetime
    updated: datetime
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True)
class FeedPage:
    """One language's. ``others``: the languages of the feeds beside it; ``base``: where all are, or empty."""

    id: str
    language: str
    title: str
    subtitle: str
    base: str
    others: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        return max((one.updated for one in self.entries), default=NEVER)


def path(language: str, form: str, main: str = "sv") -> str:
    """``/feed.atom`` in Swedish, ``/feed.so.atom`` in another language."""
    return f"/feed.{form}" if language == main else f"/feed.{language}.{form}"


def xml_text(text: str) -> str:
    """Without the characters that no XML can hold."""
    return _NOT_IN_XML.sub("", text)
