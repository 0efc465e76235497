"""One page to take along, as a value: what stands on it, in one language or in two side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.guidance.fonts import LATIN
from bot.guidance.languages import Language


@dataclass(frozen=True)
class PageBlock:
    """Paragraphs, or the points of a list."""

    lines: tuple[str, ...]
    points: bool = False


@dataclass(frozen=True)
class PagePart:
    """``notices`` stand under the heading."""

    heading: str
    blocks: tuple[PageBlock, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageContact:
    """``what`` it is for; the number or an address on the web; the rest may be empty."""

    what: str
    name: str
    number: str
    web: str = ""
    hours: str = ""


@dataclass(frozen=True)
class PageGroup:
    """Contacts under a heading; the one without a heading is 112. ``note`` stands where there are none."""

    heading: str
    contacts: tuple[PageContact, ...]
    note: str = ""


@dataclass(frozen=True)
class PageGuide:
    """The official guide: sentences, and the address that the code beside them leads to.

    ``web`` is the address as it stands in one of them. Both are empty when there is no guide.
    """

    lines: tuple[str, ...]
    url: str = ""
    web: str = ""


@dataclass(frozen=True)
class Side:
    """What is said in one language. ``notices`` stand above everything, ``foot`` below."""

    language: Language
    title: str
    notices: tuple[str, ...]
    parts: tuple[PagePart, ...]
    groups: tuple[PageGroup, ...]
    checked: str
    """When the oldest check of a number was; it may be empty."""
    guide: PageGuide
    foot: tuple[str, ...]

    @property
    def families(self) -> tuple[str, ...]:
        """Typefaces, in the order in which they are asked for a letter."""
        return tuple(dict.fromkeys((self.language.font, LATIN)))


@dataclass(frozen=True)
class Page:
    """``beside``: the same in Swedish, line by line, for the one who hands the page over.

    Such a page may take several sheets.
    """

    side: Side
    made_on: date
    beside: Side | None = None

    @property
    def title(self) -> str:
        """For those who are read to, and for the window that shows it."""
        return " / ".join(one.title for one in (self.beside, self.side) if one is not None)
