"""The page of what is handed out: the same words as in the message, set for paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.guidance import frame
from bot.guidance.entries import GuideEntry
from bot.guidance.help_lines import ContactBlock, ContactLine, HelpText
from bot.guidance.leaf import Leaf, Passage, Told, make_leaf
from bot.guidance.page import Page, PageBlock, PageContact, PageGroup, PageGuide, PagePart, Side
from bot.guidance.tongue import Tongue


def make_page(leaf: Leaf, told: Told, made_on: date, oldest: date | None) -> Page:
    """``oldest``: when the number that was checked longest ago was checked.

    Raises:
        Missing: a line of the page is not translated.
    """
    return Page(_side(leaf, told.entry, made_on, oldest), made_on)


def beside(page: Page, told: Told, swedish: Tongue, text: HelpText | None, oldest: date | None) -> Page:
    """With the same in Swedish: of the same state, so that a notice stands beside its own."""
    leaf = make_leaf(swedish, replace(told, help=text))
    if leaf is None:
        return page
    return replace(page, beside=_side(leaf, told.entry, page.made_on, oldest))


def _side(leaf: Leaf, entry: GuideEntry | None, made_on: date, oldest: date | None) -> Side:
    tongue = leaf.tongue
    return Side(
        language=tongue.language,
        title=leaf.title,
        notices=leaf.notices,
        parts=tuple(_part(one) for one in leaf.passages),
        groups=tuple(_group(one) for one in leaf.help.blocks) if leaf.help else (),
        checked=tongue.line(frame.CHECKED, date=tongue.day(oldest)) if oldest and leaf.help else "",
        guide=_guide(tongue, entry),
        foot=(tongue.line(frame.PRINTED, date=tongue.day(made_on)), *leaf.reviewed),
    )


def _guide(tongue: Tongue, entry: GuideEntry | None) -> PageGuide:
    if entry is None:
        return PageGuide((tongue.line(frame.NO_GUIDE),))
    lines = (
        tongue.line(frame.SCAN),
        tongue.line(frame.LINK, url=entry.url),
        tongue.line(frame.CHECKED, date=tongue.day(entry.checked_at)),
    )
    return PageGuide(lines, entry.url, tongue.isolate(entry.url))


def _part(one: Passage) -> PagePart:
    blocks = (PageBlock((b,)) if isinstance(b, str) else PageBlock(b, points=True) for b in one.blocks)
    return PagePart(one.heading, tuple(blocks), one.notices)


def _group(block: ContactBlock) -> PageGroup:
    return PageGroup(block.heading, tuple(_contact(one) for one in block.lines), block.note)


def _contact(one: ContactLine) -> PageContact:
    return PageContact(one.purpose, one.name, one.number, one.url, one.hours)
