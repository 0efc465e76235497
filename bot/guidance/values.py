"""The words of this subject: sections of the text, states of a translation, needs of those who ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """The four parts that parents read, in order; RAM is all that stands around them, and the contacts."""

    ORO = "oro"
    GANGEN = "gängen"
    VIKTIGAST = "viktigast"
    HJALP = "hjälp"
    RAM = "ram"


class ReviewState(StrEnum):
    """Of one section in one language.

    MISSING: a text of it is not translated. DRAFT: nobody has reviewed this very text. OUTDATED: the
    Swedish has changed since it was translated or reviewed.
    """

    MISSING = "missing"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    OUTDATED = "outdated"


class Need(StrEnum):
    """What somebody needs help with (``!stöd behov:...``)."""

    BARN = "barn"
    FORALDER = "förälder"
    LAMNA = "lämna"
    BROTTSOFFER = "brottsoffer"
    VALD = "våld"
    HEDER = "heder"


@dataclass(frozen=True)
class Line:
    """One message for parents: a whole sentence or heading in Swedish.

    ``key`` names it for ever (gettext's context), so that a translation knows when its Swedish has changed.
    ``many``: the plural, where the words depend on the number ``%(n)s``. ``note``: for translators.
    Values stand as ``%(name)s``.
    """

    key: str
    text: str
    many: str = ""
    note: str = ""

    @property
    def section(self) -> Section:
        return Section(self.key.partition(".")[0])


@dataclass(frozen=True)
class Points:
    """Lines of a list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    """One of the four parts."""

    section: Section
    heading: Line
    blocks: tuple[Line | Points, ...]

    def lines(self) -> tuple[Line, ...]:
        """All, in reading order."""
        inner = (
            one for block in self.blocks for one in (block.lines if isinstance(block, Points) else (block,))
        )
        return (self.heading, *inner)
