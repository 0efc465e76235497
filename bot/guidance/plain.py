"""The text for parents without any markup: to paste into a mail or a school's own system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.chat.text import is_rtl, without_isolates
from bot.guidance import frame
from bot.guidance.help_lines import HelpText
from bot.guidance.leaf import Leaf, Passage


@dataclass(frozen=True)
class Plain:
    """``text``: paragraphs with blank lines between them."""

    subject: str
    text: str


def make_plain(leaf: Leaf, oldest: date | None = None) -> Plain:
    """One language; from right to left each line carries its direction, as nobody knows where it will stand.

    ``oldest``: when the number that was checked longest ago was checked.

    Raises:
        Missing: the subject is not translated.
    """
    tongue = leaf.tongue
    blocks = [[leaf.title], list(leaf.notices), *map(_passage, leaf.passages), list(leaf.missing)]
    if leaf.help is not None:
        blocks += _help(leaf.help)
        blocks += [[tongue.line(frame.CHECKED, date=tongue.day(oldest))]] if oldest else []
    blocks += [list(leaf.guide), list(leaf.reviewed)]
    paragraphs = [
        "\n".join(map(tongue.paragraph, lines)) for block in blocks if (lines := [*filter(None, block)])
    ]
    text = "\n\n".join(paragraphs)
    # where all runs from left to right there is nothing to keep apart, and old systems show the marks
    return Plain(tongue.line(frame.MAIL_SUBJECT), text if is_rtl(text) else without_isolates(text))


def _passage(one: Passage) -> list[str]:
    return [one.heading, *one.notices, *_lines(one)]


def _lines(one: Passage) -> Iterator[str]:
    for block in one.blocks:
        yield from [block] if isinstance(block, str) else (f"- {point}" for point in block)


def _help(text: HelpText) -> list[list[str]]:
    return [[block.heading, block.note, *(f"- {one.text}" for one in block.lines)] for block in text.blocks]
