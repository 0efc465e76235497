"""What a parent reads, in one language: the guide's link, our short text, and where help is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.guidance import frame
from bot.guidance.entries import GuideEntry
from bot.guidance.help_lines import HelpText
from bot.guidance.showable import Showing, said
from bot.guidance.source import part
from bot.guidance.tongue import Tongue
from bot.guidance.values import Line, Part, Points, Section

_MARKS: Final = ((frame.DRAFT, "draft"), (frame.OUTDATED, "outdated"))


@dataclass(frozen=True)
class Passage:
    """A part of the text; a tuple among ``blocks`` is a list. ``notices`` stand under its heading."""

    heading: str
    notices: tuple[str, ...]
    blocks: tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True)
class Leaf:
    """One message in one language. ``notices`` stand above everything, ``missing`` under the text."""

    tongue: Tongue
    title: str
    notices: tuple[str, ...]
    guide: tuple[str, ...]
    """Of the official guide; ``url`` stands in one of them."""
    url: str | None
    passages: tuple[Passage, ...]
    missing: tuple[str, ...]
    help: HelpText | None
    reviewed: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What goes into a leaf besides the texts.

    ``sections``: what becomes of each section that was asked for, and of RAM. ``numbers``: the phone numbers
    in the text by the key of their line; a line whose number is not known to be right is left out.
    ``reviews``: when and by which organisation the shown text was reviewed.
    """

    sections: Mapping[Section, Showing]
    entry: GuideEntry | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    reviews: tuple[tuple[date, str], ...] = ()
    help: HelpText | None = None


def make_leaf(tongue: Tongue, told: Told) -> Leaf | None:
    """None where nothing at all can be said in that language."""
    texts = tuple(one for one in told.sections if one is not Section.RAM)
    shown = tuple(one for one in said(told.sections) if one is not Section.RAM)
    marks = {one: _marks(told.sections[one]) for one in (*shown, Section.RAM)}
    common = frozenset.intersection(*(marks[one] for one in shown)) if shown else marks[Section.RAM]
    leaf = Leaf(
        tongue=tongue,
        title=_line(tongue, frame.TITLE) if shown else "",
        notices=_notices(tongue, common),
        guide=_guide(tongue, told.entry),
        url=told.entry.url if told.entry else None,
        passages=tuple(
            _passage(tongue, part(one), _notices(tongue, marks[one] - common), told.numbers) for one in shown
        ),
        missing=_missing(tongue, len(texts), len(shown)),
        help=told.help,
        reviewed=tuple(
            _line(tongue, frame.REVIEWED, date=tongue.day(day), organisation=who) for day, who in told.reviews
        ),
    )
    return leaf if leaf.guide or leaf.passages or leaf.missing or leaf.help else None


def _marks(showing: Showing) -> frozenset[str]:
    """What stands around the text is said marked where it may not be said plainly: it is how lack is told."""
    if showing in {Showing.WITHHELD, Showing.HIDDEN}:
        return frozenset({"draft"} if showing is Showing.WITHHELD else {"outdated"})
    return frozenset(name for name in ("draft", "outdated") if getattr(showing, name))


def _notices(tongue: Tongue, marks: frozenset[str]) -> tuple[str, ...]:
    return tuple(filter(None, (_line(tongue, line) for line, name in _MARKS if name in marks)))


def _guide(tongue: Tongue, entry: GuideEntry | None) -> tuple[str, ...]:
    if entry is None:
        return tuple(filter(None, [_line(tongue, frame.NO_GUIDE)]))
    lines = (
        _line(tongue, frame.GUIDE, title=entry.title),
        _line(tongue, frame.LINK, url=entry.url),
        _line(tongue, frame.CHECKED, date=tongue.day(entry.checked_at)),
    )
    return tuple(filter(None, lines))


def _missing(tongue: Tongue, wanted: int, shown: int) -> tuple[str, ...]:
    if shown == wanted:
        return ()
    return tuple(filter(None, [_line(tongue, frame.PARTLY if shown else frame.NO_TEXT)]))


def _passage(tongue: Tongue, part: Part, notices: tuple[str, ...], numbers: Mapping[str, str]) -> Passage:
    blocks: list[str | tuple[str, ...]] = []
    for block in part.blocks:
        inner = block.lines if isinstance(block, Points) else (block,)
        texts = tuple(_text(tongue, one, numbers) for one in inner if not _lacks(one, numbers))
        blocks += [texts] if isinstance(block, Points) else list(texts)
    return Passage(tongue.line(part.heading), notices, tuple(one for one in blocks if one))


def _lacks(line: Line, numbers: Mapping[str, str]) -> bool:
    return "%(number)s" in line.text and line.key not in numbers


def _text(tongue: Tongue, line: Line, numbers: Mapping[str, str]) -> str:
    return tongue.line(line, number=numbers[line.key]) if line.key in numbers else tongue.line(line)


def _line(tongue: Tongue, line: Line, **values: str) -> str:
    """Empty where it is not translated: whoever hands it out is told what is missing."""
    return tongue.line(line, **values) if tongue.has(line) else ""
